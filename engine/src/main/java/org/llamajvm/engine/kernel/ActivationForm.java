package org.llamajvm.engine.kernel;

/** In which form a kernel wants the inputs of a matrix product. */
public enum ActivationForm {
  /** As they are, in float32. */
  FLOAT32(0),
  /** As 8-bit integers, 32 columns to a scale. */
  INT8_GROUPS_OF_32(32),
  /** As 8-bit integers, 64 columns to a scale. */
  INT8_GROUPS_OF_64(64);

  private final int groupSize;

  ActivationForm(int groupSize) {
    this.groupSize = groupSize;
  }

  /** Columns that share a scale; 0 if there are no scales. */
  public int groupSize() {
    return groupSize;
  }

  /**
   * The integers that meet weights quantised in groups: groups no larger than those of the weights,
   * and no larger than 16-bit sums allow.
   *
   * @param weightGroupSize columns that share a scale in the weights: a multiple of 32
   */
  public static ActivationForm integersFor(int weightGroupSize) {
    return weightGroupSize % 64 == 0 ? INT8_GROUPS_OF_64 : INT8_GROUPS_OF_32;
  }
}
