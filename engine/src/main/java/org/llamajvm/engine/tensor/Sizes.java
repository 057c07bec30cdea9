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

  static void checkDivides(String name, int divisor, int number) {
    if (divisor <= 0 || number % divisor != 0) {
      throw new IllegalArgumentException(
          "%s %d does not divide %d columns".formatted(name, divisor, number));
    }
  }
}
