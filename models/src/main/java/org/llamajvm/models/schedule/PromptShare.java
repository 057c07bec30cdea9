package org.llamajvm.models.schedule;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * Deals the tokens of a step out to the prompts: half of them to the one that waits longest, so
 * that it ends; the others to the shortest first, so that a short prompt does not wait for long
 * ones.
 */
final class PromptShare {

  private PromptShare() {}

  /**
   * Deals tokens out.
   *
   * @param prompts in the order in which they came
   * @param tokens to deal out
   * @return those that get some, and how many
   */
  static <J extends Job> SequencedMap<Run<J>, Integer> deal(List<Run<J>> prompts, int tokens) {
    SequencedMap<Run<J>, Integer> shares = new LinkedHashMap<>();
    if (prompts.isEmpty()) {
      return shares;
    }
    int left = tokens;
    Run<J> first = prompts.getFirst();
    left -= give(shares, first, Math.ceilDiv(tokens, 2));
    List<Run<J>> others = new ArrayList<>(prompts.subList(1, prompts.size()));
    others.sort(Comparator.comparingInt(Run::remaining));
    for (Run<J> other : others) {
      left -= give(shares, other, left);
    }
    give(shares, first, left);
    return shares;
  }

  private static <J extends Job> int give(
      SequencedMap<Run<J>, Integer> shares, Run<J> run, int most) {
    int has = shares.getOrDefault(run, 0);
    int more = Math.min(most, run.remaining() - has);
    if (more > 0) {
      shares.put(run, has + more);
    }
    return more;
  }
}
