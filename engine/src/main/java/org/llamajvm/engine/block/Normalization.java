package org.llamajvm.engine.block;

import org.llamajvm.engine.backend.Backend;
import org.llamajvm.engine.module.RmsNorm;
import org.llamajvm.engine.parallel.Region;
import org.llamajvm.engine.parallel.Scratch;

/**
 * RMSNorm of a batch. Holds the arguments of the call under way; one thread calls, the pool's
 * threads work.
 */
public final class Normalization {

  private static final int CHUNK_TOKENS = 8;

  private final Backend backend;
  private final Region normalize = this::normalize;

  private float[] x;
  private int offset;
  private RmsNorm norm;
  private float[] out;

  /** Prepares norms. */
  public Normalization(Backend backend) {
    this.backend = backend;
  }

  /**
   * Normalizes every token.
   *
   * @param x holds (tokens, length of the norm) from {@code offset} on
   * @param out gets (tokens, length of the norm)
   */
  public void apply(float[] x, int offset, RmsNorm norm, int tokens, float[] out) {
    this.x = x;
    this.offset = offset;
    this.norm = norm;
    this.out = out;
    backend.pool().run(normalize, tokens, CHUNK_TOKENS);
  }

  private void normalize(int from, int to, Scratch scratch) {
    int length = norm.weight().length;
    for (int token = from; token < to; token++) {
      int at = token * length;
      backend.kernels().rmsNorm(x, offset + at, norm.weight(), norm.epsilon(), out, at, length);
    }
  }
}
