package org.llamajvm.engine.generate;

import java.lang.foreign.MemorySegment;

/**
 * The KV cache of a {@link Decoder}, to be kept outside of it and put back later: into the same
 * decoder or another one of the same model and {@link #layout}.
 */
public interface CacheState {

  /** How the bytes are arranged: only equal layouts may be exchanged. */
  String layout();

  /** The bytes that the keys and values of so many positions take. */
  long byteSize(int positions);

  /**
   * Copies the keys and values of all tokens of the sequence out.
   *
   * @param target at least {@link #byteSize} of the sequence's length
   */
  void copyTo(MemorySegment target);

  /**
   * Replaces the sequence by one that was copied out.
   *
   * @param tokens of that sequence
   * @param source what {@link #copyTo} wrote
   * @throws IllegalStateException if there are more tokens than the capacity
   * @throws IndexOutOfBoundsException if the source is too short
   */
  void copyFrom(int[] tokens, MemorySegment source);
}
