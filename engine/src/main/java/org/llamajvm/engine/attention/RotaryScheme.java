package org.llamajvm.engine.attention;

/**
 * How positions turn queries and keys, which may depend on how long a sequence can get. Sequences
 * whose lengths are of one class turn alike; those of different classes cannot share keys.
 * Immutable.
 */
public interface RotaryScheme {

  /**
   * The class of a sequence's length. Never falls when the capacity rises.
   *
   * @param capacity the most tokens of the sequence
   * @return 0 where length makes no difference
   */
  int lengthClass(int capacity);

  /** How sequences of a class turn. */
  Rotary rotary(int lengthClass);
}
