package org.llamajvm.models.constraint.vocabulary;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Arrays;
import org.llamajvm.engine.generate.TokenFilter;
import org.llamajvm.models.constraint.automaton.Automaton;
import org.llamajvm.models.constraint.automaton.GrammarException;
import org.llamajvm.models.constraint.automaton.State;

/** Follows one text token by token. One thread at a time, as its automaton. */
public final class Matcher implements TokenFilter {

  /** Bytes that are forced at a time. */
  private static final int MOST_FORCED = 256;

  /** No token and no mask takes as long, unless a grammar is made to. */
  private static final Duration STEP_TIME = Duration.ofSeconds(2);

  private static final int[] NOTHING = {};

  private final Automaton automaton;
  private final TokenVocabulary vocabulary;
  private final TokenTrie trie;
  private final int[] ends;
  private State state;

  /**
   * Begins a text.
   *
   * @param automaton borrowed; for this text alone until it is complete
   * @param ends ids of tokens that end a text
   */
  public Matcher(Automaton automaton, TokenVocabulary vocabulary, int[] ends) {
    this.automaton = automaton;
    this.vocabulary = vocabulary;
    this.ends = ends.clone();
    trie = vocabulary.trie();
    state = automaton.start();
    automaton.grammar().limits().beginText();
  }

  private void limitTime() {
    automaton.grammar().limitTime(STEP_TIME);
  }

  /** Whether the text may end here. */
  public boolean isAccepting() {
    limitTime();
    return automaton.isAccepting(state);
  }

  @Override
  public boolean allows(int token) {
    return isEnd(token) ? isAccepting() : !automaton.isDead(after(token));
  }

  private boolean isEnd(int token) {
    for (int end : ends) {
      if (end == token) {
        return true;
      }
    }
    return false;
  }

  /** The state after a token: a dead one for those without text. */
  private State after(int token) {
    limitTime();
    byte[] bytes = trie.bytes(token);
    State next = state;
    for (byte b : bytes) {
      next = automaton.step(next, b & 0xff);
      if (automaton.isDead(next)) {
        return next;
      }
    }
    return bytes.length == 0 ? automaton.dead() : next;
  }

  @Override
  public void mask(float[] logits) {
    boolean accepting = isAccepting();
    float[] kept = new float[ends.length];
    for (int i = 0; i < ends.length; i++) {
      kept[i] = accepting && ends[i] < logits.length ? logits[ends[i]] : Float.NEGATIVE_INFINITY;
    }
    Mask mask = mask();
    if (!accepting && mask.isEmpty()) {
      throw new GrammarException("no token of the vocabulary can continue the text");
    }
    mask.apply(trie, logits);
    for (int i = 0; i < ends.length; i++) {
      if (ends[i] < logits.length) {
        logits[ends[i]] = kept[i];
      }
    }
  }

  /**
   * Computes which tokens may come next, if that is not known, and looks one of them up. The answer
   * is that of {@link #allows} for tokens that do not end a text.
   */
  public boolean masksIn(int token) {
    return mask().get(trie.rankOf(token));
  }

  private Mask mask() {
    if (state.attachment() instanceof Mask known) {
      return known;
    }
    limitTime();
    Mask mask = vocabulary.mask(automaton, state);
    automaton.attach(state, mask);
    return mask;
  }

  @Override
  public void accept(int token) {
    limitTime();
    automaton.trim();
    state = after(token);
    if (automaton.isDead(state)) {
      throw new IllegalArgumentException("token %d does not fit".formatted(token));
    }
  }

  @Override
  public boolean isComplete() {
    limitTime();
    return automaton.isFinal(state);
  }

  @Override
  public int[] forced() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    limitTime();
    State next = state;
    int value = automaton.forced(next);
    while (value >= 0 && bytes.size() < MOST_FORCED) {
      bytes.write(value);
      next = automaton.step(next, value);
      value = automaton.forced(next);
    }
    return bytes.size() == 0 ? NOTHING : tokens(bytes.toByteArray(), automaton.isFinal(next));
  }

  /** Cuts forced bytes; the last token stays away if the text goes on, for it may be longer. */
  private int[] tokens(byte[] text, boolean complete) {
    int[] tokens = vocabulary.cut(text);
    return complete ? tokens : Arrays.copyOf(tokens, Math.max(0, tokens.length - 1));
  }
}
