package org.llamajvm.models.constraint.automaton;

import java.util.Optional;

/**
 * A beginning of texts that Java reads byte by byte, where a regular expression would be too large.
 * Immutable; equal ones have the same rests. From each a whole text can be reached.
 */
public interface Reading {

  /**
   * The text with one byte more.
   *
   * @param value 0 to 255
   * @return empty if no text begins so
   */
  Optional<? extends Reading> after(int value);

  /** Whether the text may end here. */
  boolean isWhole();

  /** The bytes that may come next in some text; the same for all beginnings. */
  ByteSet alphabet();
}
