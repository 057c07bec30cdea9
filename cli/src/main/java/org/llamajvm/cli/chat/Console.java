package org.llamajvm.cli.chat;

import org.llamajvm.cli.output.MessageWrap;
import org.llamajvm.cli.output.Streams;
import org.llamajvm.cli.output.Window;
import org.llamajvm.format.ForeignText;

/** Prints a conversation; colours only where somebody watches and wants them. */
public final class Console {

  private static final String DIM = "\u001b[2m";
  private static final String RESET = "\u001b[0m";

  private final Streams streams;
  private final boolean colours;

  /**
   * Prints to the streams.
   *
   * @param colours whether the user wants colours on terminals
   */
  public Console(Streams streams, boolean colours) {
    this.streams = streams;
    this.colours = colours;
  }

  /** The streams themselves. */
  Streams streams() {
    return streams;
  }

  /** Whether what is printed goes to a terminal. */
  boolean isTerminal() {
    return streams.outIsTerminal();
  }

  /** Prints what was asked for. */
  void print(String text) {
    streams.out().println(text);
    streams.out().flush();
  }

  /** Prints rows whose second column begins behind two blanks or more. */
  void printRows(String rows) {
    print(streams.outIsTerminal() ? MessageWrap.rows(rows, Window.columns()) : rows);
  }

  /** Ends an answer. */
  void endAnswer() {
    streams.out().println();
    streams.out().flush();
  }

  /** Says something that nobody asked for, dim on a terminal. */
  public void notice(String text) {
    streams.out().flush();
    boolean dim = colours && streams.errIsTerminal();
    String shown = streams.fitted(ForeignText.message(text));
    streams.err().println(dim ? DIM + shown + RESET : shown);
    streams.err().flush();
  }

  /** Shows what the model thinks, dim on a terminal. */
  void think(String text) {
    boolean dim = colours && streams.errIsTerminal();
    streams.err().print(dim ? DIM + text + RESET : text);
    streams.err().flush();
  }

  /** Says that something went wrong. */
  void problem(String text) {
    streams.out().flush();
    streams.error(text == null ? "unknown" : text);
  }
}
