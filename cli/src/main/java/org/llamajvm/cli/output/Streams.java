package org.llamajvm.cli.output;

import java.io.InputStream;
import java.io.PrintStream;
import org.llamajvm.format.ForeignText;

/**
 * The standard streams and what is known of them. Results go to {@code out}, everything else to
 * {@code err}.
 *
 * @param in standard input
 * @param out standard output
 * @param err standard error, UTF-8
 * @param inIsTerminal whether somebody types the input
 * @param outIsTerminal whether somebody watches the output
 * @param errIsTerminal whether somebody watches the messages
 */
public record Streams(
    InputStream in,
    ResultStream out,
    PrintStream err,
    boolean inIsTerminal,
    boolean outIsTerminal,
    boolean errIsTerminal) {

  /** Prints a line for people to {@code err}. */
  public void info(String message) {
    say("[INFO] " + ForeignText.escape(message));
  }

  /** Prints a warning to {@code err}. */
  public void warn(String message) {
    say("[WARN] " + ForeignText.message(message));
  }

  /** Prints what went wrong to {@code err}. */
  public void error(String message) {
    say("llama: " + ForeignText.message(message));
  }

  private void say(String line) {
    err.println(fitted(line));
    err.flush();
  }

  /** A line for {@code err}, broken between words where somebody watches. */
  public String fitted(String line) {
    return errIsTerminal ? MessageWrap.wrap(line) : line;
  }
}
