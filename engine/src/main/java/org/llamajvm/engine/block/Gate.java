package org.llamajvm.engine.block;

import org.llamajvm.engine.backend.Backend;
import org.llamajvm.engine.kernel.Activation;
import org.llamajvm.engine.module.Clamp;
import org.llamajvm.engine.parallel.Region;
import org.llamajvm.engine.parallel.Scratch;

/**
 * The gates of a batch. Holds the arguments of the call under way; one thread calls, the pool's
 * threads work.
 */
public final class Gate {

  private static final int CHUNK_TOKENS = 4;

  private final Backend backend;
  private final Activation activation;
  private final Clamp clamp;
  private final int length;
  private final Region apply = this::apply;

  private float[] gateUp;
  private float[] out;

  /**
   * Prepares gates of one length.
   *
   * @param length gates of a token
   */
  public Gate(Backend backend, Activation activation, Clamp clamp, int length) {
    this.backend = backend;
    this.activation = activation;
    this.clamp = clamp;
    this.length = length;
  }

  /**
   * Computes {@code activation(gate) · up}, within the limits.
   *
   * @param gateUp (tokens, 2 · length): a token's gates, then its ups; lost
   * @param out gets (tokens, length)
   */
  public void apply(float[] gateUp, int tokens, float[] out) {
    this.gateUp = gateUp;
    this.out = out;
    backend.pool().run(apply, tokens, CHUNK_TOKENS);
  }

  /** Makes what SwiGLU makes of it the function with limits. */
  private void limit(int gate) {
    float limit = clamp.limit();
    float steepness = clamp.steepness();
    for (int i = gate; i < gate + length; i++) {
      gateUp[i] = steepness * Math.min(gateUp[i], limit);
    }
    for (int i = gate + length; i < gate + 2 * length; i++) {
      gateUp[i] = (Math.clamp(gateUp[i], -limit, limit) + 1) / steepness;
    }
  }

  private void apply(int from, int to, Scratch scratch) {
    for (int token = from; token < to; token++) {
      int gate = 2 * token * length;
      if (clamp.isPresent()) {
        limit(gate);
      }
      switch (activation) {
        case SILU ->
            backend.kernels().swiGlu(gateUp, gate, gate + length, out, token * length, length);
        case GELU_TANH ->
            backend.kernels().geGlu(gateUp, gate, gate + length, out, token * length, length);
      }
    }
  }
}
