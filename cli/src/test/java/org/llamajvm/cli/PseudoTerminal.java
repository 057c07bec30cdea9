package org.llamajvm.cli;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/**
 * A program in a pseudo-terminal of Linux, and somebody who types and reads there. {@code setsid}
 * makes it the program's controlling terminal, so that Ctrl-C is a signal. Nothing is waited for
 * without a limit, and whoever waits in vain says what was shown.
 */
final class PseudoTerminal implements AutoCloseable {

  private static final int PATIENCE_SECONDS = 300;

  private final TerminalDevice device = new TerminalDevice();
  private final Process process;
  private final CompletableFuture<Void> reader;
  private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
  private int seen;

  /** Starts a program in a window of so many columns. */
  PseudoTerminal(int columns, Map<String, String> environment, List<String> program)
      throws Exception {
    File slave = new File(device.slave());
    // A shell in the background leaves SIGINT ignored to what it starts; env undoes that.
    String shell = "stty rows 24 cols " + columns + "; exec env --default-signal=INT \"$@\"";
    List<String> command =
        new ArrayList<>(List.of("setsid", "--ctty", "--wait", "sh", "-c", shell, "sh"));
    command.addAll(program);
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectInput(slave).redirectOutput(slave).redirectError(slave);
    builder.environment().put("TERM", "xterm");
    builder.environment().putAll(environment);
    process = builder.start();
    reader = CompletableFuture.runAsync(this::read, Thread.ofPlatform().daemon()::start);
  }

  private void read() {
    byte[] bytes = device.read();
    while (bytes.length > 0) {
      synchronized (shown) {
        shown.writeBytes(bytes);
        shown.notifyAll();
      }
      bytes = device.read();
    }
  }

  /** Types. */
  void type(String keys) {
    device.write(keys.getBytes(StandardCharsets.UTF_8));
  }

  /** Waits until a text is shown that was not waited for yet; returns what is shown before it. */
  String await(String text) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    synchronized (shown) {
      while (true) {
        String all = shown.toString(StandardCharsets.UTF_8);
        int found = all.indexOf(text, seen);
        if (found >= 0) {
          String before = all.substring(seen, found);
          seen = found + text.length();
          return before;
        }
        long millis = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        if (millis <= 0 || reader.isDone()) {
          throw new AssertionError("'%s' is not shown. %s".formatted(text, state()));
        }
        shown.wait(Math.min(millis, TimeUnit.SECONDS.toMillis(1)));
      }
    }
  }

  /** Everything that was shown so far. */
  String all() {
    synchronized (shown) {
      return shown.toString(StandardCharsets.UTF_8);
    }
  }

  private String state() {
    String end = process.isAlive() ? "It runs" : "It has ended with " + process.exitValue();
    return "%s; shown after what was waited for before: %s".formatted(end, all().substring(seen));
  }

  /** Sends a signal by its name. */
  void signal(String name) throws Exception {
    Process kill = new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid())).start();
    if (!kill.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("kill does not end");
    }
  }

  /** Waits for the end of the program and returns its exit code. */
  int exitCode() throws InterruptedException {
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("The program does not end. " + state());
    }
    return process.exitValue();
  }

  /**
   * Ends the program. The device is closed after its reader has seen the end: a reader that came
   * late would else read from the terminal that gets the number next.
   */
  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    awaitEnd(process.destroyForcibly().onExit(), "The program cannot be killed");
    awaitEnd(reader, "Somebody holds the terminal open");
    device.close();
  }

  private void awaitEnd(CompletableFuture<?> end, String problem) {
    try {
      end.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    } catch (CompletionException e) {
      throw new IllegalStateException(problem + ". " + state(), e);
    }
  }
}
