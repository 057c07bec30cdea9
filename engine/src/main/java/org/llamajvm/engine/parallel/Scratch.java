package org.llamajvm.engine.parallel;

/**
 * Buffers that one thread uses within one call: they grow to what was asked for once and are handed
 * out again ever after. What they hold between two calls is undefined. For one thread only.
 */
public final class Scratch {

  private float[] floats = {};
  private float[] moreFloats = {};
  private float[] evenMoreFloats = {};
  private short[] shorts = {};
  private short[] moreShorts = {};

  /** Buffers of no size yet. */
  public Scratch() {}

  /** A buffer of at least {@code length} floats. */
  public float[] floats(int length) {
    if (floats.length < length) {
      floats = new float[length];
    }
    return floats;
  }

  /** A second buffer of at least {@code length} floats, apart from {@link #floats}. */
  public float[] moreFloats(int length) {
    if (moreFloats.length < length) {
      moreFloats = new float[length];
    }
    return moreFloats;
  }

  /** A third buffer of at least {@code length} floats, apart from the others. */
  public float[] evenMoreFloats(int length) {
    if (evenMoreFloats.length < length) {
      evenMoreFloats = new float[length];
    }
    return evenMoreFloats;
  }

  /** A buffer of at least {@code length} shorts. */
  public short[] shorts(int length) {
    if (shorts.length < length) {
      shorts = new short[length];
    }
    return shorts;
  }

  /** A second buffer of at least {@code length} shorts, apart from {@link #shorts}. */
  public short[] moreShorts(int length) {
    if (moreShorts.length < length) {
      moreShorts = new short[length];
    }
    return moreShorts;
  }
}
