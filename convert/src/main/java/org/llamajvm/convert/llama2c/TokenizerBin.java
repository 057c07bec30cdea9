package org.llamajvm.convert.llama2c;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.llamajvm.convert.files.LittleEndian;
import org.llamajvm.convert.files.MappedFile;
import org.llamajvm.convert.llama.LlamaShape;
import org.llamajvm.format.ModelFormatException;

/** llama2.c's {@code tokenizer.bin}: the longest token's size, then score, size, text of each. */
final class TokenizerBin {

  /**
   * A token as the file has it: spaces in place of SentencePiece's mark.
   *
   * @param text UTF-8 text
   * @param score SentencePiece's score
   */
  record Token(String text, float score) {}

  private static final int HEADER_BYTES = 4;
  private static final int TOKEN_BYTES = 8;

  private TokenizerBin() {}

  /** Reads as many tokens as the model has. */
  static List<Token> read(Path path, LlamaShape shape) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MappedFile file = MappedFile.open(path, arena);
      long longest = LittleEndian.u32(file.slice(0, HEADER_BYTES, "header"), 0);
      List<Token> tokens = new ArrayList<>();
      long at = HEADER_BYTES;
      for (int id = 0; id < shape.vocabulary(); id++) {
        MemorySegment head = file.slice(at, TOKEN_BYTES, "token " + id);
        long length = LittleEndian.u32(head, 4);
        if (length > longest) {
          throw ModelFormatException.corrupt(
              path, at, "token %d has %d bytes, longest is %d".formatted(id, length, longest));
        }
        MemorySegment text = file.slice(at + TOKEN_BYTES, length, "text of token " + id);
        tokens.add(new Token(text(path, at, text), LittleEndian.f32(head, 0)));
        at += TOKEN_BYTES + length;
      }
      if (at != file.size()) {
        throw ModelFormatException.corrupt(
            path,
            at,
            "%d bytes follow the last of %d tokens".formatted(file.size() - at, tokens.size()));
      }
      return tokens;
    }
  }

  private static String text(Path path, long at, MemorySegment bytes) throws ModelFormatException {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes.toArray(ValueLayout.JAVA_BYTE)))
          .toString();
    } catch (CharacterCodingException e) {
      throw ModelFormatException.corrupt(path, at, "text of a token is not UTF-8");
    }
  }
}
