package org.llamajvm.tokenizer.pipeline;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.llamajvm.tokenizer.bpe.BytePiece;

/** Makes text of pieces; the results, put together, are the text. Immutable. */
public sealed interface Decoder {

  /** What each piece is in the text; the number of pieces may change. */
  List<String> decode(List<String> pieces);

  /** The bytes of a piece that need not be a whole text; null if it is text like any other. */
  default byte[] rawBytes(String piece) {
    return null;
  }

  /** One after the other. */
  record Sequence(List<Decoder> steps) implements Decoder {
    @Override
    public byte[] rawBytes(String piece) {
      for (Decoder step : steps) {
        byte[] raw = step.rawBytes(piece);
        if (raw != null) {
          return raw;
        }
      }
      return null;
    }

    @Override
    public List<String> decode(List<String> pieces) {
      List<String> result = pieces;
      for (Decoder step : steps) {
        result = step.decode(result);
      }
      return result;
    }
  }

  /** Reads each character as the byte that it stands for, and the bytes as UTF-8. */
  record ByteLevel() implements Decoder {
    @Override
    public byte[] rawBytes(String piece) {
      return bytesOf(piece);
    }

    @Override
    public List<String> decode(List<String> pieces) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      for (String piece : pieces) {
        byte[] some = bytesOf(piece);
        bytes.write(some, 0, some.length);
      }
      return List.of(LossyUtf8.decode(bytes.toByteArray()));
    }

    private static byte[] bytesOf(String piece) {
      byte[] bytes = new byte[piece.length()];
      for (int i = 0; i < bytes.length; i++) {
        int b = ByteAlphabet.byteOf(piece.charAt(i));
        if (b < 0) {
          return piece.getBytes(StandardCharsets.UTF_8);
        }
        bytes[i] = (byte) b;
      }
      return bytes;
    }
  }

  /**
   * Reads a run of pieces such as {@code <0xE2>} as UTF-8; a run that is none becomes one U+FFFD
   * for each byte.
   */
  record ByteFallback() implements Decoder {
    @Override
    public byte[] rawBytes(String piece) {
      int b = BytePiece.byteOf(piece);
      return b < 0 ? null : new byte[] {(byte) b};
    }

    @Override
    public List<String> decode(List<String> pieces) {
      List<String> result = new ArrayList<>(pieces.size());
      ByteArrayOutputStream run = new ByteArrayOutputStream();
      for (String piece : pieces) {
        int b = BytePiece.byteOf(piece);
        if (b >= 0) {
          run.write(b);
        } else {
          flush(run, result);
          result.add(piece);
        }
      }
      flush(run, result);
      return result;
    }

    private static void flush(ByteArrayOutputStream run, List<String> result) {
      if (run.size() > 0) {
        result.add(decode(run));
        run.reset();
      }
    }

    private static String decode(ByteArrayOutputStream run) {
      try {
        return StandardCharsets.UTF_8
            .newDecoder()
            .decode(ByteBuffer.wrap(run.toByteArray()))
            .toString();
      } catch (CharacterCodingException e) {
        return "\uFFFD".repeat(run.size());
      }
    }
  }

  /** Puts spaces between pieces: what the tokenizers library does without a decoder. */
  record Spaced() implements Decoder {
    @Override
    public List<String> decode(List<String> pieces) {
      return List.of(String.join(" ", pieces));
    }
  }

  /** Makes one of all pieces. */
  record Fuse() implements Decoder {
    @Override
    public List<String> decode(List<String> pieces) {
      return List.of(String.join("", pieces));
    }
  }

  /** Takes a character away at both ends of each piece, up to so many times. */
  record Strip(int content, int start, int stop) implements Decoder {
    @Override
    public List<String> decode(List<String> pieces) {
      return pieces.stream().map(this::strip).toList();
    }

    private String strip(String piece) {
      int[] chars = piece.codePoints().toArray();
      int from = 0;
      while (from < Math.min(start, chars.length) && chars[from] == content) {
        from++;
      }
      int to = chars.length;
      while (to > from && chars.length - to < stop && chars[to - 1] == content) {
        to--;
      }
      return new String(chars, from, to - from);
    }
  }

  /** Replaces all matches of a pattern in each piece by a text that is taken literally. */
  record Replace(BoundedPattern pattern, String content) implements Decoder {
    @Override
    public List<String> decode(List<String> pieces) {
      return pieces.stream().map(this::replace).toList();
    }

    private String replace(String piece) {
      StringBuilder text = new StringBuilder();
      int[] from = {0};
      pattern.findAll(
          piece,
          (start, end) -> {
            text.append(piece, from[0], start).append(content);
            from[0] = end;
          });
      return text.append(piece, from[0], piece.length()).toString();
    }
  }

  /** Writes the visible space as a space; takes it away in the first piece, if asked. */
  record Metaspace(char replacement, boolean prepended) implements Decoder {
    @Override
    public List<String> decode(List<String> pieces) {
      List<String> result = new ArrayList<>(pieces.size());
      for (String piece : pieces) {
        result.add(
            result.isEmpty() && prepended
                ? piece.replace(String.valueOf(replacement), "")
                : piece.replace(replacement, ' '));
      }
      return result;
    }
  }
}
