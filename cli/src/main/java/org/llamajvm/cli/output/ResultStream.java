package org.llamajvm.cli.output;

import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Standard output, in UTF-8. A {@link PrintStream} swallows what goes wrong; this one remembers the
 * first failure, so that a full disk is told of and not taken for success.
 */
public final class ResultStream extends PrintStream {

  private static final int BUFFER = 8192;

  private final Target target;
  private final BooleanSupplier isPipe;

  /**
   * Prints to a stream.
   *
   * @param out where the bytes go, owned
   * @param isPipe whether that is a pipe; asked after a failure
   */
  public ResultStream(OutputStream out, BooleanSupplier isPipe) {
    this(new Target(out), isPipe);
  }

  private ResultStream(Target target, BooleanSupplier isPipe) {
    super(new BufferedOutputStream(target, BUFFER), false, StandardCharsets.UTF_8);
    this.target = target;
    this.isPipe = isPipe;
  }

  /** The first failure to write, other than that the reader of a pipe has closed its end. */
  public Optional<IOException> failure() {
    return target.failure == null || isReaderGone(target.failure)
        ? Optional.empty()
        : Optional.of(target.failure);
  }

  /** A pipe fails in no other way; what a socket says depends on the language of the system. */
  private boolean isReaderGone(IOException failure) {
    String reason = failure.getMessage() == null ? "" : failure.getMessage();
    return reason.toLowerCase(Locale.ROOT).contains("pipe") || isPipe.getAsBoolean();
  }

  /** Keeps the first failure. */
  private static final class Target extends FilterOutputStream {

    private IOException failure;

    Target(OutputStream out) {
      super(out);
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      try {
        out.write(bytes, offset, length);
      } catch (IOException e) {
        remember(e);
        throw e;
      }
    }

    @Override
    public void flush() throws IOException {
      try {
        out.flush();
      } catch (IOException e) {
        remember(e);
        throw e;
      }
    }

    private void remember(IOException e) {
      if (failure == null) {
        failure = e;
      }
    }
  }
}
