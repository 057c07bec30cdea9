package org.llamajvm.engine.module;

import org.llamajvm.engine.kernel.Activation;

/**
 * A gated feed-forward network (Shazeer, 2020): {@code down(activation(gate(x)) · up(x))}.
 *
 * @param activation of the gate
 * @param clamp limits, of networks with {@link Activation#SILU}
 * @param gate (intermediate size, hidden size)
 * @param up (intermediate size, hidden size)
 * @param down (hidden size, intermediate size)
 */
public record GatedMlp(Activation activation, Clamp clamp, Linear gate, Linear up, Linear down)
    implements FeedForward {

  /** Without limits. */
  public GatedMlp(Activation activation, Linear gate, Linear up, Linear down) {
    this(activation, Clamp.NONE, gate, up, down);
  }

  @Override
  public int intermediateSize() {
    return gate.outputs();
  }

  @Override
  public GatedMlp active() {
    return this;
  }

  @Override
  public GatedMlp map(WeightMap map) {
    return new GatedMlp(activation, clamp, gate.map(map), up.map(map), down.map(map));
  }
}
