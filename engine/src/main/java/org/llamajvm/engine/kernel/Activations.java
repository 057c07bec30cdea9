package org.llamajvm.engine.kernel;

/**
 * The inputs of a matrix product for a batch of tokens: in float32 and, once {@link
 * Kernels#quantize} has made it, as 8-bit integers in groups along a row. A value is {@code scale *
 * code} with a code from -127 to 127.
 *
 * <p>The integers lie as the 4-bit kernels read them: word {@code j} of a row of weights holds
 * columns {@code 8 j … 8 j + 7}, four in each half. {@link #codes} has, as word {@code 4 j + p},
 * the pair of codes of columns {@code 8 j + p} and {@code 8 j + 4 + p}, the first in the low half:
 * they meet the weights that a shift of the word by {@code 4 p} bits brings to the bottom of both
 * halves.
 *
 * <p>Above those, a shift leaves others: the low half is {@code q_p + 16 q_(p+1) + 256 q_(p+2) +
 * 4096 q_(p+3)}. Times {@code x_p}, that would count {@code q_(p+1)} again with {@code 16 x_p}, and
 * so on. {@link #differences} has {@code y_p = x_p - 16 x_(p-1)} in place of {@code x_p}, for all
 * eight columns of the word from {@code y_0 = x_0} on: with them all that is counted too often
 * cancels, also what comes from the high half into the low one, and the eight products add up to
 * {@code Σ q_p x_p} modulo 2^16, over both halves, without a mask.
 *
 * <p>Filled by one thread for one token at a time, then read by all.
 */
public final class Activations {

  /** Tokens whose codes lie side by side. */
  public static final int PANEL = 6;

  private final int cols;
  private float[] values = {};
  private int groupSize;
  private int[] codes = {};
  private int[] differences = {};
  private boolean hasDifferences;
  private float[] scales = {};
  private float[] sums = {};
  private int[] starts = {};

  /**
   * Makes room for no token yet.
   *
   * @param cols columns of one token: the inputs of the matrix
   */
  public Activations(int cols) {
    this.cols = cols;
  }

  /** Columns of one token. */
  public int cols() {
    return cols;
  }

  /** Makes room for a batch; what was there is lost. */
  public void reserve(int tokens) {
    if (values.length < tokens * cols) {
      values = new float[tokens * cols];
    }
  }

  /**
   * Makes room for the integers of a batch.
   *
   * @param tokens tokens of the batch
   * @param form which integers; must have groups that divide the columns
   * @throws IllegalArgumentException if the groups do not divide the columns
   */
  public void reserveCodes(int tokens, ActivationForm form) {
    if (form.groupSize() == 0 || cols % form.groupSize() != 0) {
      throw new IllegalArgumentException(form + " does not fit " + cols + " columns");
    }
    groupSize = form.groupSize();
    int groups = cols / groupSize;
    int whole = Math.ceilDiv(tokens, PANEL) * PANEL;
    if (codes.length < whole * cols / 2) {
      codes = new int[whole * cols / 2];
    }
    hasDifferences = tokens < MatrixKernel.PREFILL_TOKENS;
    if (hasDifferences && differences.length < tokens * cols / 2) {
      differences = new int[tokens * cols / 2];
    }
    if (starts.length < whole * groups) {
      starts = new int[whole * groups];
    }
    if (scales.length < whole * groups) {
      scales = new float[whole * groups];
      sums = new float[whole * groups];
    }
  }

  /** (tokens, cols) in float32. */
  public float[] values() {
    return values;
  }

  /** Columns that share a scale in the integers there are now. */
  public int groupSize() {
    return groupSize;
  }

  /** Groups of one token in the integers there are now. */
  public int groups() {
    return cols / groupSize;
  }

  /** Pairs of codes, in panels of {@link #PANEL} tokens: (panels, cols / 2, PANEL). */
  public int[] codes() {
    return codes;
  }

  /** Where {@link #codes} has a pair of a token. */
  public int codeIndex(int token, int pair) {
    return (token / PANEL * (cols / 2) + pair) * PANEL + token % PANEL;
  }

  /**
   * Whether the batch has differences: those of {@link MatrixKernel#PREFILL_TOKENS} tokens or more
   * nobody reads.
   */
  public boolean hasDifferences() {
    return hasDifferences;
  }

  /** (tokens, cols / 2) pairs of differences of codes, modulo 2^16, if the batch has them. */
  public int[] differences() {
    return differences;
  }

  /** (tokens, groups) scales. */
  public float[] scales() {
    return scales;
  }

  /** (tokens, groups) sums of a group's codes, times its scale. */
  public float[] sums() {
    return sums;
  }

  /**
   * Start values, in panels as the codes, (panels, groups, PANEL): -8 times the sum of a group's
   * codes in the low half, nothing in the high one. Sums of unsigned 4-bit weights times codes that
   * start there end as halves that add up, modulo 2^16, to the sum of centred weights, which fits.
   */
  public int[] starts() {
    return starts;
  }

  /** Where {@link #starts} has a group of a token. */
  public int startIndex(int token, int group) {
    return (token / PANEL * groups() + group) * PANEL + token % PANEL;
  }

  /**
   * Writes the integers of one group of a token: the values rounded to nearest, ties to even; zeros
   * if the values are so small that the inverse of their scale overflows.
   *
   * @param largest the largest magnitude of the group's values, which gets the largest code
   */
  public void encodeGroup(int token, int group, float largest) {
    float top = ActivationCodes.LARGEST;
    if (encode(token, group, top / largest) > ActivationCodes.MOST) {
      top = ActivationCodes.LARGEST_OF_FLAT;
      encode(token, group, top / largest);
    }
    int first = codeIndex(token, group * groupSize / 2);
    int sum = 0;
    for (int pair = first; pair < first + groupSize / 2 * PANEL; pair += PANEL) {
      sum += (short) codes[pair] + (codes[pair] >> 16);
    }
    setScale(token, group, largest / top, sum);
  }

  /**
   * Writes the codes of a group, and their differences if the batch has them; returns the sum of
   * their magnitudes.
   */
  private int encode(int token, int group, float steps) {
    float inverse = Float.isInfinite(steps) ? 0 : steps;
    int first = token * cols + group * groupSize;
    int magnitudes = 0;
    for (int column = 0; column < groupSize; column += 8) {
      int pair = (group * groupSize + column) / 2;
      for (int plane = 0; plane < 4; plane++) {
        int at = first + column + plane;
        int low = ActivationCodes.round(values[at] * inverse);
        int high = ActivationCodes.round(values[at + 4] * inverse);
        codes[codeIndex(token, pair + plane)] = ActivationCodes.pair(low, high);
        if (hasDifferences) {
          int lowBefore = plane == 0 ? 0 : ActivationCodes.round(values[at - 1] * inverse);
          int highBefore = ActivationCodes.round(values[at + 3] * inverse);
          differences[token * cols / 2 + pair + plane] =
              ActivationCodes.pair(low - 16 * lowBefore, high - 16 * highBefore);
        }
        magnitudes += Math.abs(low) + Math.abs(high);
      }
    }
    return magnitudes;
  }

  /**
   * Writes what belongs to a group of codes.
   *
   * @param scale what a code is multiplied with
   * @param sum the sum of the group's codes
   */
  public void setScale(int token, int group, float scale, int sum) {
    int index = token * groups() + group;
    scales[index] = scale;
    sums[index] = scale * sum;
    starts[startIndex(token, group)] = ActivationCodes.pair(-8 * sum, 0);
  }
}
