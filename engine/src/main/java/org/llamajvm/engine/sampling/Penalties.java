package org.llamajvm.engine.sampling;

/** The tokens seen lately, and what their logits lose for it. */
final class Penalties {

  private final float repeat;
  private final float presence;
  private final float frequency;

  /** The last tokens, the oldest one overwritten first. */
  private final int[] window;

  /** How often each token is in the window: (vocabularySize). */
  private final int[] counts;

  private int size;
  private int next;

  Penalties(SamplingOptions options, int vocabularySize, int capacity) {
    repeat = options.repeatPenalty();
    presence = options.presencePenalty();
    frequency = options.frequencyPenalty();
    int length = options.repeatLastN() < 0 ? capacity : options.repeatLastN();
    window = new int[options.hasPenalties() ? Math.min(length, capacity) : 0];
    counts = new int[window.length == 0 ? 0 : vocabularySize];
  }

  void accept(int token) {
    if (window.length == 0) {
      return;
    }
    if (size == window.length) {
      counts[window[next]]--;
    } else {
      size++;
    }
    window[next] = token;
    counts[token]++;
    next = (next + 1) % window.length;
  }

  /** Lowers the logits of the tokens in the window, each one once. */
  void apply(float[] logits) {
    for (int i = 0; i < size; i++) {
      int token = window[i];
      int count = counts[token];
      if (count > 0) {
        float logit = logits[token];
        logit = logit > 0 ? logit / repeat : logit * repeat;
        logits[token] = logit - count * frequency - presence;
        counts[token] = -count; // done: a negative count marks the token until the next loop
      }
    }
    for (int i = 0; i < size; i++) {
      counts[window[i]] = Math.abs(counts[window[i]]);
    }
  }
}
