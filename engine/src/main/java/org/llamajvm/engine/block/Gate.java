package org.llamajvm.engine.block;

import org.llamajvm.engine.backend.Backend;
import org.llamajvm.engine.kernel.Activation;
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
  private final int length;
  private final Region apply = this::apply;

  private float[] gateUp;
  private float[] out;

  /**
   * Prepares gates of one length.
   *
   * @param length gates of a token
   */
  public Gate(Backend backend, Activation activation, int length) {
    this.backend = backend;
    this.activation = activation;
    this.length = length;
  }

  /**
   * Computes {@code activation(gate) · up}.
   *
   * @param gateUp (tokens, 2 · length): a token's gates, then its ups
   * @param out gets (tokens, length)
   */
  public void apply(float[] gateUp, int tokens, float[] out) {
    this.gateUp = gateUp;
    this.out = out;
    backend.pool().run(apply, tokens, CHUNK_TOKENS);
  }

  private void apply(int from, int to, Scratch scratch) {
    for (int token = from; token < to; token++) {
      int gate = 2 * token * length;
      switch (activation) {
        case SILU ->
            backend.kernels().swiGlu(gateUp, gate, gate + length, out, token * length, length);
        case GELU_TANH ->
            backend.kernels().geGlu(gateUp, gate, gate + length, out, token * length, length);
      }
    }
  }
}
