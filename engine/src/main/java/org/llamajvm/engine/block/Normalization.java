package org.llamajvm.engine.block;

import org.llamajvm.engine.backend.Backend;
import org.llamajvm.engine.parallel.Region;
import org.llamajvm.engine.parallel.Scratch;

/**
 * RMSNorm of a batch. Holds the arguments of the call under way; one thread calls, the pool's
 * threads work.
 */
public final class Normalization {

  private static final int CHUNK_TOKENS = 8;

  private final Backend backend;
  private final float epsilon;
  private final Region normalize = this::normalize;

  private float[] x;
  private int offset;
  private float[] weight;
  private float[] out;

  /**
   * Prepares norms with one epsilon.
   *
   * @param epsilon what is added to the mean of the squares
   */
  public Normalization(Backend backend, float epsilon) {
    this.backend = backend;
    this.epsilon = epsilon;
  }

  /**
   * Normalizes every token.
   *
   * @param x holds (tokens, weight.length) from {@code offset} on
   * @param out gets (tokens, weight.length)
   */
  public void apply(float[] x, int offset, float[] weight, int tokens, float[] out) {
    this.x = x;
    this.offset = offset;
    this.weight = weight;
    this.out = out;
    backend.pool().run(normalize, tokens, CHUNK_TOKENS);
  }

  private void normalize(int from, int to, Scratch scratch) {
    int length = weight.length;
    for (int token = from; token < to; token++) {
      int at = token * length;
      backend.kernels().rmsNorm(x, offset + at, weight, epsilon, out, at, length);
    }
  }
}
