package org.llamajvm.engine.tensor;

import java.lang.foreign.MemorySegment;

/** What every matrix checks of its memory and its shape. */
final class Sizes {

  private Sizes() {}

  static void check(String name, MemorySegment segment, long expected) {
    if (!segment.isNative()) {
      throw new IllegalArgumentException(name + " is an array, expected memory outside the heap");
    }
    if (segment.byteSize() != expected) {
      throw new IllegalArgumentException(
          "%s has %d bytes, expected %d".formatted(name, segment.byteSize(), expected));
    }
  }

  /** The memory of some rows. */
  static MemorySegment rows(MemorySegment data, int from, int to, long rowBytes) {
    if (from < 0 || to <= from || to * rowBytes > data.byteSize()) {
      throw new IllegalArgumentException("no rows from %d to %d".formatted(from, to));
    }
    return data.asSlice(from * rowBytes, (to - from) * rowBytes);
  }

  static void checkCut(int row, int step) {
    if (row % step != 0) {
      throw new IllegalArgumentException(
          "cannot cut at row %d, only at multiples of %d".formatted(row, step));
    }
  }

  static void checkDivides(String name, int divisor, int number) {
    if (divisor <= 0 || number % divisor != 0) {
      throw new IllegalArgumentException(
          "%s %d does not divide %d columns".formatted(name, divisor, number));
    }
  }
}
