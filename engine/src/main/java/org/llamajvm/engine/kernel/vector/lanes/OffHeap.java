package org.llamajvm.engine.kernel.vector.lanes;

import java.lang.foreign.MemorySegment;

/**
 * Tells the compiler that memory lies outside the heap. A load from a segment asks the segment for
 * its base. Where the compiler does not know of which kind it is, it goes by the kinds that all
 * loads of the program have met until then, in the loops of other kernels and of other libraries,
 * and with more than two it makes a call of it: half the speed, in some processes and not in
 * others.
 */
public final class OffHeap {

  private static final Class<? extends MemorySegment> KIND = MemorySegment.NULL.getClass();

  private OffHeap() {}

  /**
   * The same segment, with its kind known to the compiler in the method that calls.
   *
   * @throws ClassCastException if it is an array
   */
  public static MemorySegment of(MemorySegment segment) {
    return KIND.cast(segment);
  }
}
