package org.llamajvm.engine.module;

import java.util.List;
import java.util.Optional;

/**
 * A mixture of experts (Shazeer et al., 2017): a router gives each token to a few of many
 * feed-forward networks, and what they make of it is added up, each with its weight.
 *
 * @param router (experts, hidden size)
 * @param experts all of one size
 * @param used how many a token is given to: those of the router's largest outputs
 * @param routing how these outputs become weights
 * @param shared a network that every token is given to besides, if there is one
 */
public record Experts(
    Linear router, List<GatedMlp> experts, int used, Routing routing, Optional<Shared> shared)
    implements FeedForward {

  /**
   * An expert of all tokens.
   *
   * @param mlp what it computes
   * @param gate (1, hidden size) the sigmoid of its output is the weight; without it that is one
   */
  public record Shared(GatedMlp mlp, Optional<Linear> gate) {

    private Shared map(WeightMap map) {
      return new Shared(mlp.map(map), gate.map(linear -> linear.map(map)));
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
    return new Experts(router, experts.subList(0, used), used, routing, shared);
  }

  @Override
  public Experts map(WeightMap map) {
    return new Experts(
        router.map(map),
        experts.stream().map(expert -> expert.map(map)).toList(),
        used,
        routing,
        shared.map(s -> s.map(map)));
  }
}
