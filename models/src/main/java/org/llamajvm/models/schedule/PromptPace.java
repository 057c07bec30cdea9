package org.llamajvm.models.schedule;

import org.llamajvm.engine.batch.Batch;

/**
 * How many tokens of prompts fit into a step, learnt from the time that steps took. Those who are
 * being answered get their next token when the step is done, so it must not take long. For one
 * thread.
 */
final class PromptPace {

  /** How long a step should take while somebody is being answered, in nanoseconds. */
  static final long ANSWERING = 200_000_000;

  /** How many times as long as without prompts a step may take then. */
  static final double SLOWDOWN = 2;

  /** A step in so many has no prompts while somebody is being answered: it shows what they cost. */
  static final int MEASURE = 16;

  /** How long a step should take otherwise: who begins or goes away is noticed between steps. */
  static final long ALONE = 1_000_000_000;

  /** A piece of this size is processed however long it takes, or no prompt would ever end. */
  static final int SMALLEST = 8;

  /** The first piece, about which nothing is known. */
  private static final int FIRST = 16;

  private static final int GROWTH = 4;

  /** Weight of the last measurement. */
  private static final double WEIGHT = 0.5;

  private double generating;
  private int sinceGenerating = MEASURE;
  private double perToken;
  private int largest;

  /**
   * How many tokens of prompts the next step may take; none now and then.
   *
   * @param generated tokens of those who are being answered
   * @param forced further tokens of theirs, several at once: they cost what tokens of prompts do
   */
  int tokens(int generated, int forced) {
    if (generated > 0 && forced == 0 && sinceGenerating >= MEASURE) {
      return 0;
    }
    if (perToken == 0) {
      return FIRST;
    }
    boolean answering = generated + forced > 0;
    double time = answering ? Math.min(ANSWERING, SLOWDOWN * generating) - generating : ALONE;
    int most = Math.min(Batch.PIECE, Math.max(FIRST, GROWTH * largest));
    return (int) Math.clamp(time / perToken - forced, SMALLEST, most);
  }

  /**
   * A step is done.
   *
   * @param generated tokens of those who are being answered
   * @param prompt tokens of prompts, and those that were forced
   * @param nanos how long it took
   */
  void measured(int generated, int prompt, long nanos) {
    double time = (double) nanos;
    sinceGenerating++;
    if (prompt == 0) {
      sinceGenerating = 1;
      generating = generating == 0 ? time : mean(generating, time);
      return;
    }
    double own = generated == 0 ? time : Math.max(time - generating, time / 8);
    perToken = perToken == 0 ? own / prompt : mean(perToken, own / prompt);
    largest = Math.max(largest, prompt);
  }

  private static double mean(double before, double now) {
    return before + WEIGHT * (now - before);
  }
}
