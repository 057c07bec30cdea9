package org.llamajvm.models.bench;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Repetitions under a constraint, each beside one without.
 *
 * @param tokens of one repetition, of all sequences
 * @param freeSeconds of each repetition without the constraint
 * @param heldSeconds of each repetition with it
 * @param maskedTokens of all repetitions with it: those whose first choice did not fit
 * @param ownSeconds of all repetitions with it: what the constraint itself took, that is checks,
 *     masks, second draws and steps of its automaton
 * @param bytesPerToken allocated on the Java heap by all threads, a token under the constraint
 */
public record ConstraintCost(
    int tokens,
    List<Double> freeSeconds,
    List<Double> heldSeconds,
    long maskedTokens,
    double ownSeconds,
    double bytesPerToken) {

  /**
   * Copies the lists.
   *
   * @throws IllegalArgumentException if they are empty, or not of the same length
   */
  public ConstraintCost {
    if (freeSeconds.isEmpty() || freeSeconds.size() != heldSeconds.size()) {
      throw new IllegalArgumentException(
          "%d repetitions beside %d".formatted(freeSeconds.size(), heldSeconds.size()));
    }
    freeSeconds = List.copyOf(freeSeconds);
    heldSeconds = List.copyOf(heldSeconds);
  }

  /** Tokens of all sequences a second under the constraint, the mean of the repetitions. */
  public double tokensPerSecond() {
    return heldSeconds.stream().mapToDouble(time -> tokens / time).average().orElseThrow();
  }

  /**
   * Which share of the rate is lost: the median of the pairs. Negative if the constraint was
   * faster, by chance.
   */
  public double share() {
    double[] shares =
        IntStream.range(0, heldSeconds.size())
            .mapToDouble(i -> 1 - freeSeconds.get(i) / heldSeconds.get(i))
            .sorted()
            .toArray();
    int half = shares.length / 2;
    return shares.length % 2 == 1 ? shares[half] : (shares[half - 1] + shares[half]) / 2;
  }

  /** Which share of the time under the constraint is its own. Other programs do not blur it. */
  public double ownShare() {
    return ownSeconds / heldSeconds.stream().mapToDouble(time -> time).sum();
  }

  /** Which share of the tokens needed the mask over the vocabulary. */
  public double maskedShare() {
    return (double) maskedTokens / tokens / heldSeconds.size();
  }
}
