package org.llamajvm.models.bench;

import java.util.Arrays;
import org.llamajvm.engine.sampling.Sampler;
import org.llamajvm.models.constraint.ConstrainedText;

/**
 * The texts of sequences under a constraint. One that is complete is followed by another, so that
 * every step chooses a token. Forced tokens are looked for and not taken, or steps would be saved
 * and the cost not seen.
 */
final class HeldTexts implements AutoCloseable {

  private static final int[] NO_ENDS = {};

  private final BenchmarkConstraint constraint;
  private final ConstrainedText[] texts; // (sequences)
  private long masked;
  private long nanoseconds;

  HeldTexts(BenchmarkConstraint constraint, int sequences) {
    this.constraint = constraint;
    texts = new ConstrainedText[sequences];
    Arrays.setAll(texts, _ -> begin());
  }

  private ConstrainedText begin() {
    return new ConstrainedText(constraint.constraint(), constraint.vocabulary(), NO_ENDS);
  }

  /** Chooses the next token of a sequence. */
  int choose(int sequence, Sampler sampler, float[] logits) {
    int first = sampler.sample(logits);
    long start = System.nanoTime();
    int token = hold(sequence, first, sampler, logits);
    nanoseconds += System.nanoTime() - start;
    return token;
  }

  private int hold(int sequence, int first, Sampler sampler, float[] logits) {
    ConstrainedText text = texts[sequence];
    int token = first;
    if (!text.allows(token)) {
      masked++;
      text.mask(logits);
      token = sampler.sampleAgain(logits);
    }
    text.accept(token);
    if (text.isComplete()) {
      text.close();
      texts[sequence] = begin();
    } else {
      text.forced();
    }
    return token;
  }

  /** How many first choices did not fit. */
  long masked() {
    return masked;
  }

  /** What was spent on the constraint: checks, masks, second draws, and steps of the automaton. */
  double seconds() {
    return nanoseconds / 1e9;
  }

  @Override
  public void close() {
    for (ConstrainedText text : texts) {
      text.close();
    }
  }
}
