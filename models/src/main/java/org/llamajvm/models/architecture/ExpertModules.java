package org.llamajvm.models.architecture;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.llamajvm.engine.kernel.Activation;
import org.llamajvm.engine.module.Clamp;
import org.llamajvm.engine.module.Experts;
import org.llamajvm.engine.module.GatedMlp;
import org.llamajvm.engine.module.Linear;
import org.llamajvm.engine.module.Routing;
import org.llamajvm.engine.tensor.Matrix;
import org.llamajvm.format.ModelException;

/**
 * Reads mixtures of experts, however their matrices lie: each in a tensor of its own, or those of a
 * layer stacked in one.
 *
 * @param modules reads what is not special
 * @param sizes of the mixtures
 * @param bias whether routers and projections have biases
 * @param clamp limits of the experts
 */
record ExpertModules(Modules modules, ExpertsConfig sizes, Bias bias, Clamp clamp) {

  /** Without biases and limits. */
  ExpertModules(Modules modules, ExpertsConfig sizes) {
    this(modules, sizes, Bias.NONE, Clamp.NONE);
  }

  /** How the projections of an expert are called in most models. */
  static final Names USUAL = new Names("gate_proj", "up_proj", "down_proj");

  /** Where mlx-lm keeps the experts of all its models, stacked. */
  private static final String SWITCH = ".switch_mlp";

  /**
   * How projections are called.
   *
   * @param gate (size, hidden size)
   * @param up (size, hidden size)
   * @param down (hidden size, size)
   */
  record Names(String gate, String up, String down) {}

  /** A mixture whose parts have the usual names. */
  Experts mixture(String name) throws ModelException {
    return mixture(name, name + ".gate", USUAL);
  }

  /**
   * A mixture.
   *
   * @param name of the module, the beginning of the names of its experts
   * @param router its name
   * @param names of the projections of an expert
   */
  Experts mixture(String name, String router, Names names) throws ModelException {
    return mixture(name, router, names, Routing.softmax(sizes.normalised()));
  }

  /** The same with weights of another kind. */
  Experts mixture(String name, String router, Names names, Routing routing) throws ModelException {
    return new Experts(
        modules.linear(router, sizes.count(), modules.config().hiddenSize(), bias),
        experts(name, names),
        sizes.used(),
        routing,
        Optional.empty());
  }

  /** The same mixture with an expert of all tokens, which has a weight. */
  Experts withGatedShared(Experts mixture, String name, int size) throws ModelException {
    String gate = name + ".shared_expert_gate";
    int hidden = modules.config().hiddenSize();
    return withShared(mixture, name, size, Optional.of(modules.linear(gate, 1, hidden, Bias.NONE)));
  }

  /** The same mixture with an expert of all tokens. */
  Experts withShared(Experts mixture, String name, int size) throws ModelException {
    return withShared(mixture, name, size, Optional.empty());
  }

  private Experts withShared(Experts mixture, String name, int size, Optional<Linear> gate)
      throws ModelException {
    GatedMlp mlp = modules.gatedMlp(name + ".shared_expert", Activation.SILU, size);
    return new Experts(
        mixture.router(),
        mixture.experts(),
        mixture.used(),
        mixture.routing(),
        Optional.of(new Experts.Shared(mlp, gate)));
  }

  private List<GatedMlp> experts(String name, Names names) throws ModelException {
    WeightSource weights = modules.weights();
    if (weights.has(name + SWITCH + "." + USUAL.gate() + ".weight")) {
      return stacked(name + SWITCH, USUAL, name);
    }
    String all = name + ".experts";
    if (weights.has(all + "." + names.gate() + ".weight")) {
      return stacked(all, names, name);
    }
    int hidden = modules.config().hiddenSize();
    int size = sizes.size();
    List<GatedMlp> experts = new ArrayList<>();
    for (int i = 0; i < sizes.count(); i++) {
      String expert = all + "." + i + ".";
      experts.add(
          new GatedMlp(
              Activation.SILU,
              clamp,
              modules.linear(expert + names.gate(), size, hidden, bias),
              modules.linear(expert + names.up(), size, hidden, bias),
              modules.linear(expert + names.down(), hidden, size, bias)));
    }
    return experts;
  }

  private List<GatedMlp> stacked(String module, Names names, String name) throws ModelException {
    int hidden = modules.config().hiddenSize();
    int size = sizes.size();
    Stack gates = stack(module + "." + names.gate(), size, hidden);
    Stack ups = stack(module + "." + names.up(), size, hidden);
    Stack downs = stack(module + "." + names.down(), hidden, size);
    List<GatedMlp> experts = new ArrayList<>();
    for (int i = 0; i < sizes.count(); i++) {
      String expert = name + ".experts." + i + ".";
      experts.add(
          new GatedMlp(
              Activation.SILU,
              clamp,
              gates.part(expert + names.gate(), i),
              ups.part(expert + names.up(), i),
              downs.part(expert + names.down(), i)));
    }
    return experts;
  }

  /**
   * The same projection of all experts.
   *
   * @param weights (count · rows, inputs)
   * @param biases (count · rows), if there are
   * @param rows of an expert
   */
  private record Stack(Matrix weights, Optional<float[]> biases, int rows) {

    Linear part(String name, int index) throws ModelException {
      int from = index * rows;
      int to = from + rows;
      return new Linear(
          name,
          Modules.cut(name, weights, from, to),
          biases.map(all -> Arrays.copyOfRange(all, from, to)));
    }
  }

  private Stack stack(String module, int rows, int inputs) throws ModelException {
    WeightSource weights = modules.weights();
    return new Stack(
        weights.stacked(module, sizes.count(), rows, inputs),
        bias == Bias.REQUIRED
            ? Optional.of(weights.vectors(module + ".bias", sizes.count(), rows))
            : Optional.empty(),
        rows);
  }

  /**
   * Experts whose gates and ups lie in one stack, the gates of an expert before its ups.
   *
   * @param gateUp module of the stack
   * @param down module of the other stack
   */
  List<GatedMlp> fused(String name, String gateUp, String down) throws ModelException {
    int hidden = modules.config().hiddenSize();
    int size = sizes.size();
    int count = sizes.count();
    Matrix gateUps = modules.weights().stacked(gateUp, count, 2 * size, hidden);
    Matrix downs = modules.weights().stacked(down, count, hidden, size);
    List<GatedMlp> experts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String expert = name + ".experts." + i + ".";
      experts.add(
          new GatedMlp(
              Activation.SILU,
              part(expert + USUAL.gate(), gateUps, 2 * i * size, size),
              part(expert + USUAL.up(), gateUps, (2 * i + 1) * size, size),
              part(expert + USUAL.down(), downs, i * hidden, hidden)));
    }
    return experts;
  }

  private static Linear part(String name, Matrix all, int from, int rows) throws ModelException {
    return new Linear(name, Modules.cut(name, all, from, from + rows), Optional.empty());
  }
}
