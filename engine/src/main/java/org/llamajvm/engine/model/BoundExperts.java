package org.llamajvm.engine.model;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.llamajvm.engine.backend.Backend;
import org.llamajvm.engine.block.Gate;
import org.llamajvm.engine.block.JointProducts;
import org.llamajvm.engine.block.LinearGroup;
import org.llamajvm.engine.block.Router;
import org.llamajvm.engine.kernel.Activation;
import org.llamajvm.engine.kernel.Activations;
import org.llamajvm.engine.kernel.Kernels;
import org.llamajvm.engine.module.Clamp;
import org.llamajvm.engine.module.Routing;
import org.llamajvm.engine.parallel.Region;
import org.llamajvm.engine.parallel.Scratch;

/**
 * A mixture of experts with the code that computes it: only experts that some row is given to are
 * read. Some experts at a time are computed together, each with its own rows.
 *
 * @param router (experts, hidden size)
 * @param experts by number
 * @param shared of all rows, if there is one
 * @param desk shared by the mixtures of one shape
 */
record BoundExperts(
    LinearGroup router, List<Expert> experts, Optional<SharedExpert> shared, Desk desk)
    implements BoundFeedForward {

  /**
   * One of them.
   *
   * @param gateUp (2 · intermediate size, hidden size)
   * @param down (hidden size, intermediate size)
   */
  record Expert(LinearGroup gateUp, LinearGroup down) {}

  /**
   * The expert of all rows.
   *
   * @param mlp what it computes
   * @param gate (1, hidden size), if there is one
   */
  record SharedExpert(BoundMlp mlp, Optional<LinearGroup> gate) {}

  /** What mixtures of one shape have in common. */
  record Shape(
      int experts, int used, Routing routing, Activation activation, Clamp clamp, int length) {}

  @Override
  public void apply(Activations in, int generated, int prompt, float[] out) {
    desk.apply(this, in, generated, prompt, out);
  }

  /** The buffers, and the arguments of the call under way. */
  static final class Desk {

    /** Experts that are computed together. */
    private static final int SLOTS = 16;

    private static final int CHUNK_ROWS = 8;

    private final Backend backend;
    private final Kernels kernels;
    private final int expertCount;
    private final int hiddenSize;
    private final boolean weighsInputs;
    private final Router router;
    private final Gate gate;
    private final JointProducts products;
    private final Slot[] slots;
    private final Region gather = this::gather;
    private final Region combine = this::combine;
    private final Region addShared = this::addShared;

    private float[] scores = {}; // (rows, experts)
    private float[] sharedOut = {}; // (rows, hidden)
    private float[] sharedGates = {}; // (rows)
    private Activations in;
    private float[] out;
    private Slot slot;
    private boolean gated;

    Desk(Backend backend, Shape shape, int hiddenSize) {
      this.backend = backend;
      kernels = backend.kernels();
      expertCount = shape.experts();
      this.hiddenSize = hiddenSize;
      router = new Router(backend, shape.experts(), shape.used(), shape.routing());
      weighsInputs = shape.routing() == Routing.SIGMOID_OF_INPUT;
      gate = new Gate(backend, shape.activation(), shape.clamp(), shape.length());
      products = new JointProducts(backend);
      slots = new Slot[Math.min(SLOTS, shape.experts())];
      Arrays.setAll(slots, _ -> new Slot(hiddenSize, shape.length()));
    }

    private void apply(BoundExperts layer, Activations in, int generated, int prompt, float[] out) {
      this.in = in;
      this.out = out;
      int rows = generated + prompt;
      if (scores.length < rows * expertCount) {
        scores = new float[rows * expertCount];
      }
      layer.router.apply(in, generated, prompt, scores);
      router.route(scores, generated, rows);
      Arrays.fill(out, 0, rows * hiddenSize, 0);
      int filled = 0;
      for (int expert = 0; expert < expertCount; expert++) {
        if (router.count(expert) > 0) {
          slots[filled++].expert = expert;
        }
        if (filled == slots.length || (filled > 0 && expert == expertCount - 1)) {
          compute(layer, filled);
          filled = 0;
        }
      }
      if (layer.shared.isPresent()) {
        apply(layer.shared.get(), generated, prompt);
      }
    }

    /** Computes the experts in the first slots and adds what they make of their rows. */
    private void compute(BoundExperts layer, int count) {
      for (int i = 0; i < count; i++) {
        slot = slots[i];
        int rows = router.count(slot.expert);
        slot.reserve(rows);
        backend.pool().run(gather, rows, CHUNK_ROWS);
        multiply(layer.experts.get(slot.expert).gateUp, slot.in, slot.gateUp);
      }
      products.run();
      for (int i = 0; i < count; i++) {
        slot = slots[i];
        gate.apply(slot.gateUp, router.count(slot.expert), slot.activated.values());
        multiply(layer.experts.get(slot.expert).down, slot.activated, slot.result);
      }
      products.run();
      for (int i = 0; i < count; i++) {
        slot = slots[i];
        backend.pool().run(combine, router.count(slot.expert), CHUNK_ROWS);
      }
    }

    private void multiply(LinearGroup linear, Activations from, float[] to) {
      int generated = router.generated(slot.expert);
      products.add(linear, from, generated, router.count(slot.expert) - generated, to);
    }

    private void gather(int from, int to, Scratch scratch) {
      int first = router.first(slot.expert);
      for (int i = from; i < to; i++) {
        int source = router.row(first + i) * hiddenSize;
        float[] values = slot.in.values();
        System.arraycopy(in.values(), source, values, i * hiddenSize, hiddenSize);
        if (weighsInputs) {
          kernels.scale(values, i * hiddenSize, hiddenSize, router.weight(first + i));
        }
      }
    }

    private void combine(int from, int to, Scratch scratch) {
      int first = router.first(slot.expert);
      for (int i = from; i < to; i++) {
        if (!weighsInputs) {
          kernels.scale(slot.result, i * hiddenSize, hiddenSize, router.weight(first + i));
        }
        int target = router.row(first + i) * hiddenSize;
        kernels.add(out, target, slot.result, i * hiddenSize, hiddenSize);
      }
    }

    private void apply(SharedExpert shared, int generated, int prompt) {
      int rows = generated + prompt;
      if (sharedGates.length < rows) {
        sharedGates = new float[rows];
        sharedOut = new float[rows * hiddenSize];
      }
      gated = shared.gate().isPresent();
      if (gated) {
        shared.gate().get().apply(in, generated, prompt, sharedGates);
      }
      shared.mlp().apply(in, generated, prompt, sharedOut);
      backend.pool().run(addShared, rows, CHUNK_ROWS);
    }

    private void addShared(int from, int to, Scratch scratch) {
      for (int row = from; row < to; row++) {
        if (gated) {
          float weight = (float) (1 / (1 + Math.exp(-sharedGates[row])));
          kernels.scale(sharedOut, row * hiddenSize, hiddenSize, weight);
        }
        kernels.add(out, row * hiddenSize, sharedOut, row * hiddenSize, hiddenSize);
      }
    }
  }

  /** The rows of one expert. Grows to the most rows that one was given. */
  private static final class Slot {

    private final int length;
    private final int hiddenSize;
    private final Activations in; // (rows, hidden)
    private final Activations activated; // (rows, intermediate)
    private float[] gateUp = {}; // (rows, 2 · intermediate)
    private float[] result = {}; // (rows, hidden)
    private int expert;

    Slot(int hiddenSize, int length) {
      this.hiddenSize = hiddenSize;
      this.length = length;
      in = new Activations(hiddenSize);
      activated = new Activations(length);
    }

    void reserve(int rows) {
      in.reserve(rows);
      activated.reserve(rows);
      if (result.length < rows * hiddenSize) {
        result = new float[rows * hiddenSize];
        gateUp = new float[rows * 2 * length];
      }
    }
  }
}
