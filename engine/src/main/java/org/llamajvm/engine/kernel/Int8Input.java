package org.llamajvm.engine.kernel;

/**
 * Inputs as 8-bit integers in groups along a row: a value is {@code scale * code}. However a set of
 * kernels lays them out, they are the same to the bit.
 *
 * <p>The largest magnitude of a group gets the code {@value Int8Codes#LARGEST}, the others are
 * rounded to nearest, ties to even. If the magnitudes of the codes then add up to more than {@link
 * Int8Groups#most}, it gets {@value Int8Codes#LARGEST_OF_FLAT} instead. All codes are zero if the
 * values are so small that the inverse of their scale overflows.
 */
public interface Int8Input extends EncodedInput {

  /** How columns are grouped. */
  Int8Groups groups();

  /** The integer of a column, from -127 to 127. */
  int code(int token, int column);

  /** What the codes of a group are multiplied by. */
  float scale(int token, int group);

  /** The sum of a group's codes, times its scale. */
  float sum(int token, int group);
}
