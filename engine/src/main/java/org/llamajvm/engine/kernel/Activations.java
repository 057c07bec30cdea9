package org.llamajvm.engine.kernel;

/**
 * The inputs of a matrix product for a batch of tokens: in float32 and, once {@link
 * Kernels#quantize} has made it, as 8-bit integers in groups along a row. A value is {@code scale *
 * code} with a code from -127 to 127.
 *
 * <p>The integers lie as the 4-bit kernels read them: word {@code j} of a row of weights holds
 * columns {@code 8 j … 8 j + 7}, four in each half, and after a shift of both halves by {@code 4 p}
 * bits those of columns {@code 8 j + p} and {@code 8 j + 4 + p} are at the bottom. {@link #codes}
 * has, as word {@code 4 j + p}, the pair of codes that meets them, the first in the low half.
 *
 * <p>A shift leaves weights {@code q} above, so half a word is {@code q_p + 16 q_(p+1) + 256
 * q_(p+2) + …}. Times {@code x_p}, that would count {@code q_(p+1)} again with {@code 16 x_p}, and
 * so on. {@link #differences} has {@code y_p = x_p - 16 x_(p-1)}, and {@code y_0 = x_0}, in place
 * of {@code x}: with them all that is counted too often cancels, and the sum of the four products
 * is {@code Σ q_p x_p} modulo 2^16 without a mask.
 *
 * <p>Filled by one thread for one token at a time, then read by all.
 */
public final class Activations {

  /** Tokens whose codes lie side by side. */
  public static final int PANEL = 4;

  private final int cols;
  private float[] values = {};
  private int groupSize;
  private int[] codes = {};
  private int[] differences = {};
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
      differences = new int[whole * cols / 2];
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

  /** (tokens, cols / 2) pairs of differences of codes, modulo 2^16. */
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
   * Start values, in panels as the codes, (panels, groups, PANEL): -8 times the sum of the codes in
   * the low halves of a group's pairs, and the same of the high halves. A 16-bit sum of unsigned
   * 4-bit weights times codes that starts there ends as the sum of centred weights, and fits: 32 ·
   * 8 · 127 = 32,512.
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
    float steps = ActivationCodes.LARGEST / largest;
    float inverse = Float.isInfinite(steps) ? 0 : steps;
    int first = token * cols + group * groupSize;
    int lowSum = 0;
    int highSum = 0;
    for (int column = 0; column < groupSize; column += 8) {
      int lowBefore = 0;
      int highBefore = 0;
      int pair = (group * groupSize + column) / 2;
      for (int plane = 0; plane < 4; plane++) {
        int low = ActivationCodes.round(values[first + column + plane] * inverse);
        int high = ActivationCodes.round(values[first + column + plane + 4] * inverse);
        codes[codeIndex(token, pair + plane)] = ActivationCodes.pair(low, high);
        differences[token * cols / 2 + pair + plane] =
            ActivationCodes.pair(low - 16 * lowBefore, high - 16 * highBefore);
        lowBefore = low;
        highBefore = high;
        lowSum += low;
        highSum += high;
      }
    }
    int index = token * groups() + group;
    scales[index] = largest / ActivationCodes.LARGEST;
    sums[index] = scales[index] * (lowSum + highSum);
    starts[startIndex(token, group)] = ActivationCodes.pair(-8 * lowSum, -8 * highSum);
  }
}
