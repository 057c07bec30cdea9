package org.llamajvm.tokenizer.files;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.llamajvm.format.PlainFile;
import org.llamajvm.tokenizer.Tokenizer;
import org.llamajvm.tokenizer.TokenizerFormatException;

/** Opens tokenizers. */
public final class Tokenizers {

  private static final long LARGEST = 1L << 28;

  private Tokenizers() {}

  /**
   * Opens the tokenizer of a model's directory: {@code tokenizer.json} if it is there, else {@code
   * tokenizer.model}, of SentencePiece or in the form in which Meta publishes Llama 3's; with what
   * {@code tokenizer_config.json}, {@code special_tokens_map.json} and, beside a SentencePiece
   * vocabulary, {@code added_tokens.json} say about BOS, EOS and added tokens.
   *
   * @param directory a model's directory; one that holds nothing but the tokenizer will do
   * @throws java.nio.file.NoSuchFileException if the directory has no tokenizer, or is not there
   * @throws TokenizerFormatException if a file is truncated, corrupt or asks for something that is
   *     not supported
   * @throws IOException if a file cannot be read
   */
  public static Tokenizer load(Path directory) throws IOException {
    TokenizerConfig config = TokenizerConfig.read(directory);
    Path json = directory.resolve("tokenizer.json");
    if (PlainFile.isThere(json)) {
      return TokenizerJson.read(json, config);
    }
    Path model = directory.resolve("tokenizer.model");
    if (PlainFile.isThere(model)) {
      byte[] bytes = PlainFile.read(model, LARGEST);
      return TiktokenFile.matches(bytes)
          ? TiktokenFile.read(model, bytes)
          : SentencePieceFile.read(model, bytes, config);
    }
    throw new NoSuchFileException(
        directory.toString(), null, "has neither tokenizer.json nor tokenizer.model");
  }
}
