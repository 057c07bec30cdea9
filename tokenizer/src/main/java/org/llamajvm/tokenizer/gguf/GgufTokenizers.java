package org.llamajvm.tokenizer.gguf;

import java.util.List;
import java.util.OptionalInt;
import org.llamajvm.tokenizer.TokenizerFormatException;
import org.llamajvm.tokenizer.gguf.GgufVocabulary.Setting;
import org.llamajvm.tokenizer.gguf.GgufVocabulary.SpecialId;
import org.llamajvm.tokenizer.pipeline.PipelineTokenizer.Frame;

/** Makes tokenizers of GGUF metadata. */
public final class GgufTokenizers {

  private GgufTokenizers() {}

  /**
   * Makes the tokenizer that a file's metadata describes: SentencePiece's BPE ({@code llama}) or
   * byte-level BPE ({@code gpt2}).
   *
   * @throws TokenizerFormatException if the metadata contradicts itself: tokens that are there
   *     twice, types or scores that are not one for each token, merges of pieces that are no tokens
   * @throws TokenizerFormatException if it asks for another model, or for a rule of splitting that
   *     is not known
   */
  public static GgufTokenizer build(GgufVocabulary vocabulary) throws TokenizerFormatException {
    Tokens tokens = new Tokens(vocabulary);
    return switch (vocabulary.model()) {
      case "llama" -> SentencePieceBuilder.build(vocabulary, tokens);
      case "gpt2" -> ByteLevelBuilder.build(vocabulary, tokens);
      default ->
          throw tokens.unsupported(
              "tokenizer.ggml.model is '%s'; supported: llama, gpt2".formatted(vocabulary.model()));
    };
  }

  /**
   * What stands around a text.
   *
   * @param bos if the file names none, or -1
   * @param eos if the file names none, or -1
   * @param addBos if the file does not say
   */
  static Frame frame(GgufVocabulary file, Tokens tokens, int bos, int eos, boolean addBos) {
    int begin = orElse(tokens.id(SpecialId.BOS), bos, tokens);
    int end = orElse(tokens.id(SpecialId.EOS), eos, tokens);
    return new Frame(
        Frame.ids(file.is(Setting.ADD_BOS, addBos), List.of(), begin),
        Frame.ids(file.is(Setting.ADD_EOS, false), List.of(), end),
        begin,
        end);
  }

  private static int orElse(OptionalInt id, int otherwise, Tokens tokens) {
    return id.orElse(otherwise < tokens.size() ? otherwise : -1);
  }
}
