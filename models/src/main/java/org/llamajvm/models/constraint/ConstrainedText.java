package org.llamajvm.models.constraint;

import java.util.function.Supplier;
import org.llamajvm.engine.generate.TokenFilter;
import org.llamajvm.models.constraint.automaton.Automaton;
import org.llamajvm.models.constraint.automaton.GrammarException;
import org.llamajvm.models.constraint.vocabulary.Matcher;

/** One text under a constraint. Borrows what the constraint remembers. One thread at a time. */
public final class ConstrainedText implements TokenFilter, AutoCloseable {

  private final Constraint constraint;
  private final Matcher matcher;
  private Automaton automaton;

  /**
   * Begins a text.
   *
   * @param ends ids of tokens that end a text
   * @throws ConstraintException if the constraint is too complex, or no text fits it
   */
  public ConstrainedText(Constraint constraint, ConstraintVocabulary vocabulary, int[] ends) {
    this.constraint = constraint;
    automaton = constraint.borrow();
    matcher = new Matcher(automaton, vocabulary.tokens(), ends);
    if (automaton.isDead(automaton.start())) {
      throw new ConstraintException("no text at all fits the constraint", null);
    }
  }

  @Override
  public boolean allows(int token) {
    return guarded(() -> matcher.allows(token));
  }

  @Override
  public void mask(float[] logits) {
    guarded(() -> {
      matcher.mask(logits);
      return logits;
    });
  }

  @Override
  public void accept(int token) {
    guarded(() -> {
      matcher.accept(token);
      return token;
    });
  }

  @Override
  public boolean isComplete() {
    return guarded(matcher::isComplete);
  }

  @Override
  public int[] forced() {
    return guarded(matcher::forced);
  }

  private static <T> T guarded(Supplier<T> work) {
    try {
      return work.get();
    } catch (GrammarException e) {
      throw new ConstraintException("the constraint: " + e.getMessage(), e);
    }
  }

  /** Whether the text is one that the constraint allows, as far as it goes. */
  public boolean isWhole() {
    return guarded(matcher::isAccepting);
  }

  /** Whether a token may come next, by the mask over all tokens: for measurements. */
  public boolean masksIn(int token) {
    return guarded(() -> matcher.masksIn(token));
  }

  /** The text is complete. May be called again. */
  @Override
  public void close() {
    if (automaton != null) {
      constraint.giveBack(automaton);
      automaton = null;
    }
  }
}
