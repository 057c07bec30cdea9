package org.llamajvm.engine.block;

import org.llamajvm.engine.backend.Backend;
import org.llamajvm.engine.parallel.Region;
import org.llamajvm.engine.parallel.Scratch;

/**
 * The sum of a batch with what a layer made of it. Holds the arguments of the call under way; one
 * thread calls, the pool's threads work.
 */
public final class Residual {

  private static final int CHUNK = 1 << 14;

  private final Backend backend;
  private final Region add = this::add;

  private float[] x;
  private float[] y;
  private float factor;

  /** Prepares sums. */
  public Residual(Backend backend) {
    this.backend = backend;
  }

  /** {@code x += factor · y}, for the first {@code length} elements; {@code y} is lost. */
  public void add(float[] x, float[] y, float factor, int length) {
    this.x = x;
    this.y = y;
    this.factor = factor;
    backend.pool().run(add, length, CHUNK);
  }

  private void add(int from, int to, Scratch scratch) {
    if (factor != 1) {
      backend.kernels().scale(y, from, to - from, factor);
    }
    backend.kernels().add(x, from, y, from, to - from);
  }
}
