package org.llamajvm.tokenizer.files;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.BitSet;
import java.util.List;
import org.llamajvm.format.ModelException.Kind;
import org.llamajvm.tokenizer.Tokenizer;
import org.llamajvm.tokenizer.TokenizerFormatException;
import org.llamajvm.tokenizer.bpe.BpeModel;
import org.llamajvm.tokenizer.bpe.IntList;
import org.llamajvm.tokenizer.bpe.MergeTable;
import org.llamajvm.tokenizer.bpe.Vocabulary;
import org.llamajvm.tokenizer.pipeline.AddedToken;
import org.llamajvm.tokenizer.pipeline.ByteAlphabet;
import org.llamajvm.tokenizer.pipeline.Decoder;
import org.llamajvm.tokenizer.pipeline.Normalizer;
import org.llamajvm.tokenizer.pipeline.PipelineTokenizer;
import org.llamajvm.tokenizer.pipeline.PipelineTokenizer.Frame;
import org.llamajvm.tokenizer.pipeline.PipelineTokenizer.Stages;
import org.llamajvm.tokenizer.pipeline.PreTokenizer;
import org.llamajvm.tokenizer.pipeline.TextAssembler;
import org.llamajvm.tokenizer.pipeline.WordPattern;

/**
 * Reads the {@code tokenizer.model} that Meta gives with Llama 3: a file of the tiktoken library,
 * on each line the bytes of a token in base64, a space, and its id, which is its rank too. Two
 * neighbours merge if they make a token. The 256 special tokens behind them stand in no file; they
 * are those of Llama 3.1.
 */
final class TiktokenFile {

  private static final int SPECIALS = 256;
  private static final List<String> NAMED =
      List.of(
          "<|begin_of_text|>",
          "<|end_of_text|>",
          "<|reserved_special_token_0|>",
          "<|reserved_special_token_1|>",
          "<|finetune_right_pad_id|>",
          "<|reserved_special_token_2|>",
          "<|start_header_id|>",
          "<|end_header_id|>",
          "<|eom_id|>",
          "<|eot_id|>",
          "<|python_tag|>");

  private TiktokenFile() {}

  /** Whether the bytes look like a first line of such a file. */
  static boolean matches(byte[] bytes) {
    int i = 0;
    while (i < bytes.length && i < 1024 && isBase64(bytes[i])) {
      i++;
    }
    return i > 0 && i + 1 < bytes.length && bytes[i] == ' ' && isDigit(bytes[i + 1]);
  }

  private static boolean isBase64(byte b) {
    return (b >= 'A' && b <= 'Z') || (b >= 'a' && b <= 'z') || isDigit(b) || "+/=".indexOf(b) >= 0;
  }

  private static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }

  static Tokenizer read(Path file, byte[] bytes) throws TokenizerFormatException {
    Vocabulary vocabulary = vocabulary(file, bytes);
    List<AddedToken> added = new ArrayList<>();
    BitSet specials = new BitSet();
    for (int i = 0; i < SPECIALS; i++) {
      int id = vocabulary.size() + i;
      int reserved = i - NAMED.size() + 3;
      String name = i < NAMED.size() ? NAMED.get(i) : "<|reserved_special_token_" + reserved + "|>";
      added.add(AddedToken.control(id, name));
      specials.set(id);
    }
    BpeModel.Options options = new BpeModel.Options(-1, false, false, true);
    Stages stages =
        new Stages(
            added,
            new Normalizer.Sequence(List.of()),
            new PreTokenizer.Sequence(
                List.of(new PreTokenizer.Known(WordPattern.LLAMA3), new PreTokenizer.ByteLevel())),
            new BpeModel(vocabulary, merges(vocabulary), options, specials),
            TextAssembler.of(new Decoder.ByteLevel()));
    int bos = added.getFirst().id();
    return new PipelineTokenizer(stages, new Frame(List.of(bos), List.of(), bos, bos + 1));
  }

  private static Vocabulary vocabulary(Path file, byte[] bytes) throws TokenizerFormatException {
    Vocabulary.Builder builder = new Vocabulary.Builder();
    int lines = 0;
    for (int from = 0, to; from < bytes.length; from = to + 1) {
      to = from;
      while (to < bytes.length && bytes[to] != '\n') {
        to++;
      }
      String line = new String(bytes, from, to - from, StandardCharsets.ISO_8859_1).strip();
      int space = line.indexOf(' ');
      if (line.isEmpty()) {
        continue;
      }
      try {
        byte[] token = Base64.getDecoder().decode(line.substring(0, Math.max(space, 0)));
        int id = Integer.parseInt(line.substring(space + 1));
        if (token.length == 0 || id != lines || !builder.add(id, ByteAlphabet.write(token))) {
          throw new IllegalArgumentException("expected id " + lines);
        }
        lines++;
      } catch (IllegalArgumentException e) {
        throw new TokenizerFormatException(
            to == bytes.length ? Kind.TRUNCATED : Kind.CORRUPT,
            "line %d is '%s', expected a token in base64, a space and the id %d"
                .formatted(lines + 1, line, lines),
            file,
            from);
      }
    }
    return builder.build();
  }

  private static MergeTable merges(Vocabulary vocabulary) {
    IntList found = new IntList(vocabulary.size() * 6);
    for (int id = 0; id < vocabulary.size(); id++) {
      char[] chars = vocabulary.piece(id).toCharArray();
      for (int middle = 1; middle < chars.length; middle++) {
        int left = vocabulary.find(chars, 0, middle);
        int right = left < 0 ? -1 : vocabulary.find(chars, middle, chars.length);
        if (right >= 0) {
          found.add(left);
          found.add(right);
          found.add(id);
        }
      }
    }
    MergeTable table = new MergeTable(found.size() / 3);
    for (int i = 0; i < found.size(); i += 3) {
      table.put(found.get(i), found.get(i + 1), found.get(i + 2), found.get(i + 2));
    }
    return table;
  }
}
