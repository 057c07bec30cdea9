package org.llamajvm.tokenizer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Says that a tokenizer's file cannot be read: it ends too early ({@link Kind#TRUNCATED}), it
 * contradicts its format ({@link Kind#CORRUPT}), or it asks for something that is not implemented
 * ({@link Kind#UNSUPPORTED}). The message names the file and, where there is one, the offset.
 */
public final class TokenizerFormatException extends IOException {

  private static final long serialVersionUID = 1L;

  /** What is wrong. */
  public enum Kind {
    /** The file ends before what it announced. */
    TRUNCATED,
    /** The file contradicts its format. */
    CORRUPT,
    /** The file is in order and asks for something that is not implemented. */
    UNSUPPORTED
  }

  private final Kind kind;

  /**
   * Makes the message {@code "Truncated tokenizer file: expected 12 bytes, 9 left (file=F,
   * offset=8)"}.
   *
   * @param kind what is wrong
   * @param problem expected and actual, and what to do, in one sentence without a full stop
   * @param file the file that was read
   * @param offset position in the file in bytes; negative if there is none to tell
   */
  public TokenizerFormatException(Kind kind, String problem, Path file, long offset) {
    super(
        "%s tokenizer file: %s (file=%s%s)"
            .formatted(capitalised(kind), problem, file, offset < 0 ? "" : ", offset=" + offset));
    this.kind = kind;
  }

  /** What is wrong. */
  public Kind kind() {
    return kind;
  }

  private static String capitalised(Kind kind) {
    String name = kind.name();
    return name.charAt(0) + name.substring(1).toLowerCase(Locale.ROOT);
  }
}
