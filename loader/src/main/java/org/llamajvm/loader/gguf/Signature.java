package org.llamajvm.loader.gguf;

import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.llamajvm.format.ModelFormatException;

/** The first bytes of a file: whether it is GGUF, of which version, or what it is instead. */
final class Signature {

  /** Bytes of the magic and the version. */
  static final int BYTES = 8;

  private static final int MAGIC = 0x46554747; // GGUF
  private static final int LOOKED_AT = 256;

  private Signature() {}

  /**
   * The version.
   *
   * @throws ModelFormatException if the file is not GGUF, or of a version that is not read
   */
  static int version(GgufBytes in) throws ModelFormatException {
    if (in.size() == 0) {
      throw in.truncated(0, "it is empty");
    }
    if (in.size() < 4 || in.int32(0) != MAGIC) {
      throw in.corrupt(0, otherKind(in));
    }
    if (in.size() < BYTES) {
      throw in.truncated(4, "version takes 4 bytes, %d left".formatted(in.size() - 4));
    }
    int version = in.int32(4);
    if (version != 0 && (version & 0xFFFF) == 0) {
      throw in.unsupported(
          4, "it is big-endian; expected a little-endian one, as nearly all publishers write");
    }
    if (version != 2 && version != 3) {
      throw in.unsupported(
          4, "version is %s, expected 2 or 3".formatted(Integer.toUnsignedString(version)));
    }
    return version;
  }

  private static String otherKind(GgufBytes in) {
    byte[] first =
        in.bytes().asSlice(0, Math.min(in.size(), LOOKED_AT)).toArray(ValueLayout.JAVA_BYTE);
    String text = new String(first, StandardCharsets.ISO_8859_1);
    String plain = text.strip().toLowerCase(Locale.ROOT);
    if (text.startsWith("version https://git-lfs")) {
      return "it is a Git LFS pointer, not the model; fetch the file itself, for instance with"
          + " 'git lfs pull'";
    }
    if (plain.startsWith("<!doctype") || plain.startsWith("<html")) {
      return "it is an HTML page, not the model; fetch the file itself";
    }
    if (text.startsWith("lmgg") || text.startsWith("fmgg") || text.startsWith("tjgg")) {
      return "it is a ggml file of the time before GGUF; expected GGUF";
    }
    if (text.startsWith("PK")) {
      return "it is a zip archive; expected GGUF";
    }
    if (text.length() > BYTES && text.charAt(BYTES) == '{') {
      return "it looks like a safetensors file; expected GGUF";
    }
    return "it does not begin with GGUF";
  }
}
