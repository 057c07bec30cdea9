package org.llamajvm.engine.kernel;

/**
 * The inputs of a matrix product for a batch of tokens: in float32 and, once {@link
 * Kernels#quantize} has made it, as 8-bit integers in groups along a row. A value is {@code scale *
 * code} with a code from -127 to 127.
 *
 * <p>The integers lie as the 4-bit kernels read them: the word of weights {@code j} of a row holds
 * columns {@code 8 j … 8 j + 7}, and after a shift by {@code 4 p} bits its two halves hold columns
 * {@code 8 j + p} and {@code 8 j + 4 + p}. {@link #pairs} has the two codes that meet them, the
 * first in the low half, as word {@code 4 j + p}.
 *
 * <p>Filled by one thread for one token at a time, then read by all.
 */
public final class Activations {

  private final int cols;
  private float[] values = {};
  private int groupSize;
  private int[] pairs = {};
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
    if (pairs.length < tokens * cols / 2) {
      pairs = new int[tokens * cols / 2];
    }
    if (scales.length < tokens * groups) {
      scales = new float[tokens * groups];
      sums = new float[tokens * groups];
      starts = new int[tokens * groups];
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

  /** (tokens, cols / 2) pairs of codes. */
  public int[] pairs() {
    return pairs;
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
   * (tokens, groups) start values: -8 times the sum of the codes in the low halves of a group's
   * pairs, and the same of the high halves. A 16-bit sum of unsigned 4-bit weights times codes that
   * starts there ends as the sum of centred weights, and fits: 32 · 8 · 127 = 32,512.
   */
  public int[] starts() {
    return starts;
  }
}
