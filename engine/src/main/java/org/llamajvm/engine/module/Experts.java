package org.llamajvm.engine.module;

import java.util.List;
import java.util.Optional;

/**
 * A mixture of experts (Shazeer et al., 2017): a router gives each token to a few of many
 * feed-forward networks, and what they make of it is added up, each times its weight. The weights
 * are the softmax of the router's outputs.
 *
 * @param router (experts, hidden size)
 * @param experts all of one size
 * @param used how many a token is given to: those of the largest weights
 * @param normalised whether the weights of those that are used sum to one; else those of all do
 * @param shared a network that every token is given to besides, if there is one
 */
public record Experts(
    Linear router, List<GatedMlp> experts, int used, boolean normalised, Optional<Shared> shared)
    implements FeedForward {

  /**
   * An expert of all tokens.
   *
   * @param mlp what it computes
   * @param gate (1, hidden size) the sigmoid of its output is the weight
   */
  public record Shared(GatedMlp mlp, Linear gate) {

    private Shared map(WeightMap map) {
      return new Shared(mlp.map(map), gate.map(map));
    }
  }

  /** Copies the list. */
  public Experts {
    experts = List.copyOf(experts);
  }

  /** Elements of a token in all networks that it is given to. */
  @Override
  public int intermediateSize() {
    return used * experts.getFirst().intermediateSize()
        + shared.map(s -> s.mlp().intermediateSize()).orElse(0);
  }

  @Override
  public Experts active() {
    return new Experts(router, experts.subList(0, used), used, normalised, shared);
  }

  @Override
  public Experts map(WeightMap map) {
    return new Experts(
        router.map(map),
        experts.stream().map(expert -> expert.map(map)).toList(),
        used,
        normalised,
        shared.map(s -> s.map(map)));
  }
}
