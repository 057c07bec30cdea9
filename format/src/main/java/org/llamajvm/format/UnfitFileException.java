package org.llamajvm.format;

import java.io.IOException;
import java.nio.file.Path;

/** There is something at a path, but not the file that was meant. The message says what to do. */
public final class UnfitFileException extends IOException {

  private static final long serialVersionUID = 1L;

  /**
   * Makes the message.
   *
   * @param problem what is there and what to do, a sentence without a full stop
   * @param file where
   */
  public UnfitFileException(String problem, Path file) {
    super("%s (file=%s)".formatted(problem, ForeignText.message(file.toString())));
  }
}
