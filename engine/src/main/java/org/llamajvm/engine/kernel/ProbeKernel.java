package org.llamajvm.engine.kernel;

import java.lang.foreign.MemorySegment;

/**
 * Loops that do nothing but what they measure, each on one thread. Both return a number that
 * depends on all of the work, so that the compiler cannot leave any of it out.
 */
public interface ProbeKernel {

  /**
   * The sum of the 32-bit words of a range of memory, with overflow: as fast as it can be read.
   *
   * @param data words in the machine's byte order, outside the heap, borrowed
   * @param from first byte, a multiple of 1024
   * @param to end of the range, in bytes, a multiple of 1024
   */
  int sum(MemorySegment data, long from, long to);

  /**
   * Runs chains of float32 multiply-adds that do not wait for each other.
   *
   * @param rounds multiply-adds of a chain
   */
  float multiplyAdd(int rounds);

  /** Multiply-adds of one round: chains times lanes. */
  int multiplyAddsPerRound();
}
