package org.llamajvm.engine.kernel.vector.lanes;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * What every method asks for before it loads vectors from a segment. It tells the compiler two
 * things.
 *
 * <p>The memory lies outside the heap. A load from a segment asks the segment for its base. Where
 * the compiler does not know of which kind it is, it goes by the kinds that all loads of the
 * program have met until then, in the loops of other kernels and of other libraries, and with more
 * than two it makes a call of it: half the speed, in some processes and not in others.
 *
 * <p>The memory may not be there: somebody may cut off a mapped file. HotSpot then throws an error
 * if the compiled method is known to access memory outside the heap, and otherwise ends the
 * process. Loads of vectors do not make it known; a load of one element does, although the compiler
 * leaves the load itself out.
 */
public final class OffHeap {

  private static final Class<? extends MemorySegment> KIND = MemorySegment.NULL.getClass();

  private OffHeap() {}

  /**
   * The same segment, with both known to the compiler in the method that calls.
   *
   * @throws ClassCastException if it is an array
   * @throws IndexOutOfBoundsException if it is empty
   */
  public static MemorySegment of(MemorySegment segment) {
    MemorySegment known = KIND.cast(segment);
    known.get(ValueLayout.JAVA_BYTE, 0);
    return known;
  }
}
