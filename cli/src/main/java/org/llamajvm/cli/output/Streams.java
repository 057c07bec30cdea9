package org.llamajvm.cli.output;

import java.io.InputStream;
import java.io.PrintStream;

/**
 * The standard streams and what is known of them. Results go to {@code out}, everything else to
 * {@code err}.
 *
 * @param in standard input
 * @param out standard output, UTF-8
 * @param err standard error, UTF-8
 * @param inIsTerminal whether somebody types the input
 * @param outIsTerminal whether somebody watches the output
 * @param errIsTerminal whether somebody watches the messages
 */
public record Streams(
    InputStream in,
    PrintStream out,
    PrintStream err,
    boolean inIsTerminal,
    boolean outIsTerminal,
    boolean errIsTerminal) {

  /** Prints a line for people to {@code err}. */
  public void info(String message) {
    err.println("[INFO] " + message);
  }

  /** Prints a warning to {@code err}. */
  public void warn(String message) {
    err.println("[WARN] " + message);
  }
}
