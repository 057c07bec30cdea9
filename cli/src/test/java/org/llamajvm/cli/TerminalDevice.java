package org.llamajvm.cli;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.util.function.IntFunction;
import java.util.function.IntUnaryOperator;
import java.util.function.ToLongBiFunction;

/** The master's side of a pseudo-terminal of Linux, by the C library. */
@SuppressWarnings("restricted")
final class TerminalDevice implements AutoCloseable {

  private static final int READ_WRITE_NOT_CONTROLLING = 0x102;
  private static final int BUFFER = 4096;

  private final Linker linker = Linker.nativeLinker();
  private final int master;

  /** Makes a new one. */
  TerminalDevice() {
    master = number("posix_openpt", READ_WRITE_NOT_CONTROLLING);
    number("grantpt", master);
    number("unlockpt", master);
  }

  private MethodHandle function(String name, MemoryLayout result, MemoryLayout... parameters) {
    return linker.downcallHandle(
        linker.defaultLookup().find(name).orElseThrow(), FunctionDescriptor.of(result, parameters));
  }

  private int number(String name, int argument) {
    MethodHandle function = function(name, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT);
    int result =
        MethodHandleProxies.asInterfaceInstance(IntUnaryOperator.class, function)
            .applyAsInt(argument);
    if (result < 0) {
      throw new IllegalStateException(name + " fails");
    }
    return result;
  }

  /** The file that is the terminal to a program. */
  String slave() {
    MethodHandle function = function("ptsname", ValueLayout.ADDRESS, ValueLayout.JAVA_INT);
    Object name =
        MethodHandleProxies.asInterfaceInstance(IntFunction.class, function).apply(master);
    return ((MemorySegment) name).reinterpret(BUFFER).getString(0);
  }

  /** What the program shows next; nothing once nobody holds the terminal any more. */
  byte[] read() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(BUFFER);
      long count = transfer("read", buffer);
      return buffer.asSlice(0, Math.max(0, count)).toArray(ValueLayout.JAVA_BYTE);
    }
  }

  /** Types. */
  void write(byte[] bytes) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes);
      if (transfer("write", buffer) != bytes.length) {
        throw new IllegalStateException("write fails");
      }
    }
  }

  @SuppressWarnings("unchecked")
  private long transfer(String name, MemorySegment buffer) {
    MethodHandle function =
        function(
            name,
            ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_INT,
            ValueLayout.ADDRESS,
            ValueLayout.JAVA_LONG);
    MethodHandle ofFile = MethodHandles.insertArguments(function, 0, master);
    return MethodHandleProxies.asInterfaceInstance(ToLongBiFunction.class, ofFile)
        .applyAsLong(buffer, buffer.byteSize());
  }

  @Override
  public void close() {
    number("close", master);
  }
}
