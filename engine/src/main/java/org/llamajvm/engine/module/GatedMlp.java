package org.llamajvm.engine.module;

import org.llamajvm.engine.kernel.Activation;

/**
 * A gated feed-forward network (Shazeer, 2020): {@code down(activation(gate(x)) · up(x))}.
 *
 * @param activation of the gate
 * @param gate (intermediate size, hidden size)
 * @param up (intermediate size, hidden size)
 * @param down (hidden size, intermediate size)
 */
public record GatedMlp(Activation activation, Linear gate, Linear up, Linear down)
    implements FeedForward {

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
    return new GatedMlp(activation, gate.map(map), up.map(map), down.map(map));
  }
}
