package org.llamajvm.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.llamajvm.models.constraint.ConstraintException;
import org.llamajvm.tokenizer.UnboundedPatternException;
import org.llamajvm.tokenizer.jinja.syntax.TemplateException;

/**
 * What may come of foreign bytes: a result, or one of the documented exceptions with a message. The
 * fuzzer bounds time and heap.
 */
final class Contract {

  private Contract() {}

  /** Reads foreign bytes. */
  @FunctionalInterface
  interface Reader {
    void read() throws IOException;
  }

  /**
   * Reads, and accepts the documented exceptions.
   *
   * @throws IllegalStateException if an exception has no message, or one that steers a terminal
   */
  static void hold(Reader reader) {
    try {
      reader.read();
    } catch (IOException
        | UncheckedIOException
        | TemplateException
        | UnboundedPatternException
        | ConstraintException e) {
      String message = e.getMessage();
      if (message == null || message.chars().anyMatch(c -> (c < ' ' && c != '\n') || c == 0x7F)) {
        throw new IllegalStateException("A message that is none: " + message, e);
      }
    }
  }
}
