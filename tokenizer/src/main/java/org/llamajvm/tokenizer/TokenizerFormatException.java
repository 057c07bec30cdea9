package org.llamajvm.tokenizer;

import java.nio.file.Path;
import org.llamajvm.format.ModelException;

/**
 * Says that a file of a tokenizer or a chat template cannot be read. The message names the file
 * and, where there is one, the offset.
 */
public final class TokenizerFormatException extends ModelException {

  private static final long serialVersionUID = 1L;

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
    super(kind, kind.label() + " tokenizer file: " + problem, file, offset);
  }
}
