package org.llamajvm.engine.model;

import org.llamajvm.engine.backend.Backend;
import org.llamajvm.engine.block.Gate;
import org.llamajvm.engine.block.LinearGroup;
import org.llamajvm.engine.kernel.ActivationPrecision;
import org.llamajvm.engine.kernel.Activations;
import org.llamajvm.engine.module.GatedMlp;

/**
 * A gated feed-forward network with the code that computes it.
 *
 * @param gateUp (2 · intermediate size, hidden size)
 * @param gate shared by the networks of its size
 * @param down (hidden size, intermediate size)
 * @param buffers shared by the networks of its size
 */
record BoundMlp(LinearGroup gateUp, Gate gate, LinearGroup down, Buffers buffers)
    implements BoundFeedForward {

  static BoundMlp of(GatedMlp mlp, Shared shared, Backend backend, ActivationPrecision precision) {
    return new BoundMlp(
        new LinearGroup(backend, precision, mlp.gate(), mlp.up()),
        shared.gate(),
        new LinearGroup(backend, precision, mlp.down()),
        shared.buffers());
  }

  @Override
  public void apply(Activations in, int generated, int prompt, float[] out) {
    buffers.reserve(generated + prompt);
    gateUp.apply(in, generated, prompt, buffers.gateUp);
    gate.apply(buffers.gateUp, generated + prompt, buffers.activated.values());
    down.apply(buffers.activated, generated, prompt, out);
  }

  /** What networks of one size and activation have in common. */
  record Shared(Gate gate, Buffers buffers) {}

  /** What lies between the two halves of a network. Grows to the largest batch. */
  static final class Buffers {

    private final int intermediateSize;
    private final Activations activated; // (rows, intermediate)
    private float[] gateUp = {}; // (rows, 2 · intermediate)

    Buffers(int intermediateSize) {
      this.intermediateSize = intermediateSize;
      activated = new Activations(intermediateSize);
    }

    private void reserve(int rows) {
      activated.reserve(rows);
      if (gateUp.length < 2 * rows * intermediateSize) {
        gateUp = new float[2 * rows * intermediateSize];
      }
    }
  }
}
