package org.llamajvm.cli;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.function.IntUnaryOperator;
import java.util.function.ToLongBiFunction;

/**
 * A program in a pseudo-terminal of Linux, and somebody who types and reads there. {@code setsid}
 * makes it the program's controlling terminal, so that Ctrl-C is a signal.
 */
final class PseudoTerminal implements AutoCloseable {

  private static final int PATIENCE_SECONDS = 60;
  private static final int READ_WRITE_NOT_CONTROLLING = 0x102;
  private static final int BUFFER = 4096;

  private final Native library = new Native();
  private final int master;
  private final Process process;
  private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
  private int seen;

  /** Starts a program in a window of so many columns. */
  PseudoTerminal(int columns, Map<String, String> environment, List<String> program)
      throws Exception {
    master = library.number("posix_openpt", READ_WRITE_NOT_CONTROLLING);
    library.number("grantpt", master);
    library.number("unlockpt", master);
    File slave = new File(library.name(master));
    String shell = "stty rows 24 cols " + columns + "; exec \"$@\"";
    List<String> command =
        new ArrayList<>(List.of("setsid", "--ctty", "--wait", "sh", "-c", shell, "sh"));
    command.addAll(program);
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectInput(slave).redirectOutput(slave).redirectError(slave);
    builder.environment().put("TERM", "xterm");
    builder.environment().putAll(environment);
    process = builder.start();
    Thread.ofPlatform().daemon().start(this::read);
  }

  private void read() {
    byte[] bytes = library.read(master);
    while (bytes.length > 0) {
      synchronized (shown) {
        shown.writeBytes(bytes);
        shown.notifyAll();
      }
      bytes = library.read(master);
    }
  }

  /** Types. */
  void type(String keys) {
    library.write(master, keys.getBytes(StandardCharsets.UTF_8));
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
        if (millis <= 0) {
          throw new AssertionError("'%s' is not shown in: %s".formatted(text, all.substring(seen)));
        }
        shown.wait(millis);
      }
    }
  }

  /** Waits for the end of the program and returns its exit code. */
  int exitCode() throws InterruptedException {
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("The program does not end");
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly().onExit().join();
    library.number("close", master);
  }

  /** The functions of the C library that it takes. */
  @SuppressWarnings("restricted")
  private static final class Native {

    private final Linker linker = Linker.nativeLinker();

    private MethodHandle function(String name, MemoryLayout result, MemoryLayout... parameters) {
      return linker.downcallHandle(
          linker.defaultLookup().find(name).orElseThrow(),
          FunctionDescriptor.of(result, parameters));
    }

    int number(String name, int argument) {
      MethodHandle function = function(name, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT);
      int result =
          MethodHandleProxies.asInterfaceInstance(IntUnaryOperator.class, function)
              .applyAsInt(argument);
      if (result < 0) {
        throw new IllegalStateException(name + " fails");
      }
      return result;
    }

    String name(int master) {
      MethodHandle function = function("ptsname", ValueLayout.ADDRESS, ValueLayout.JAVA_INT);
      Object name =
          MethodHandleProxies.asInterfaceInstance(IntFunction.class, function).apply(master);
      return ((MemorySegment) name).reinterpret(BUFFER).getString(0);
    }

    byte[] read(int file) {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment buffer = arena.allocate(BUFFER);
        long count = transfer("read", file, buffer);
        return buffer.asSlice(0, Math.max(0, count)).toArray(ValueLayout.JAVA_BYTE);
      }
    }

    void write(int file, byte[] bytes) {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment buffer = arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes);
        if (transfer("write", file, buffer) != bytes.length) {
          throw new IllegalStateException("write fails");
        }
      }
    }

    @SuppressWarnings("unchecked")
    private long transfer(String name, int file, MemorySegment buffer) {
      MethodHandle function =
          function(
              name,
              ValueLayout.JAVA_LONG,
              ValueLayout.JAVA_INT,
              ValueLayout.ADDRESS,
              ValueLayout.JAVA_LONG);
      MethodHandle ofFile = MethodHandles.insertArguments(function, 0, file);
      return MethodHandleProxies.asInterfaceInstance(ToLongBiFunction.class, ofFile)
          .applyAsLong(buffer, buffer.byteSize());
    }
  }
}
