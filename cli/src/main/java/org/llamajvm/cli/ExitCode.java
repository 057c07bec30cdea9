package org.llamajvm.cli;

/** What the process says when it ends. */
public final class ExitCode {

  /** Done. */
  public static final int DONE = 0;

  /** The model or a file is bad. */
  public static final int BAD_INPUT = 1;

  /** The command line is wrong. */
  public static final int USAGE = 2;

  /** Ctrl-C. */
  public static final int INTERRUPTED = 130;

  private ExitCode() {}
}
