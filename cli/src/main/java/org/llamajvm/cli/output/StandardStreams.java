package org.llamajvm.cli.output;

import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.Constructor;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Finds the streams of the process. Java cannot tell which of them are terminals, nor has it an API
 * for a file descriptor by number, so the launcher helps by system properties:
 *
 * <ul>
 *   <li>{@code llama.terminal}: those of the words in, out and err that are terminals; without it,
 *       as on Windows, whether Java has an interactive console counts for all three
 *   <li>{@code llama.err.fd}: the number of the file descriptor that is the real standard error,
 *       because descriptor 2 runs through a filter that takes the JDK's notice of incubator modules
 *       away, and a filter would delay and reorder messages
 * </ul>
 */
public final class StandardStreams {

  private static final Path OUT = Path.of("/dev/fd/1");

  /** The kind of a file in the mode of Unix, and that of a pipe. */
  private static final int KIND = 0170000;

  private static final int PIPE = 0010000;

  private StandardStreams() {}

  /** The streams of this process. */
  public static Streams open() {
    String terminals = System.getProperty("llama.terminal");
    if (terminals == null) {
      boolean console =
          Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
      terminals = console ? "in,out,err" : "";
    }
    ResultStream out =
        new ResultStream(new FileOutputStream(FileDescriptor.out), StandardStreams::outIsPipe);
    PrintStream err = openErr(Integer.getInteger("llama.err.fd", 2));
    return new Streams(
        System.in,
        out,
        err,
        terminals.contains("in"),
        terminals.contains("out"),
        terminals.contains("err"));
  }

  private static boolean outIsPipe() {
    try {
      return ((int) Files.getAttribute(OUT, "unix:mode") & KIND) == PIPE;
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
      return false;
    }
  }

  private static PrintStream openErr(int number) {
    if (number == 2) {
      return System.err;
    }
    try {
      Constructor<FileDescriptor> byNumber = FileDescriptor.class.getDeclaredConstructor(int.class);
      byNumber.setAccessible(true);
      FileDescriptor descriptor = byNumber.newInstance(number);
      PrintStream err =
          new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
      System.setErr(err);
      return err;
    } catch (ReflectiveOperationException | RuntimeException e) {
      return System.err; // through the filter then, which changes nothing but the timing
    }
  }
}
