package org.llamajvm.models.constraint.vocabulary;

import java.util.Arrays;
import org.llamajvm.models.constraint.automaton.Automaton;
import org.llamajvm.models.constraint.automaton.State;
import org.llamajvm.models.constraint.automaton.Terminal;
import org.llamajvm.tokenizer.Tokenizer;

/** The tokens of a model, arranged for constraints. Immutable; safe to share between threads. */
public final class TokenVocabulary {

  private final TokenTrie trie;
  private final StringProfile strings;

  /**
   * Arranges the tokens; takes a tenth of a second for a hundred thousand of them.
   *
   * @param tokenizer read, not kept
   * @param size ids that the model knows are below this
   */
  public TokenVocabulary(Tokenizer tokenizer, int size) {
    trie = new TokenTrie(tokenizer, size);
    strings = new StringProfile(trie);
  }

  TokenTrie trie() {
    return trie;
  }

  /**
   * Cuts text into tokens, each the longest one; ends early where none fits.
   *
   * @param text in UTF-8
   */
  public int[] cut(byte[] text) {
    int[] tokens = new int[text.length];
    int count = 0;
    int from = 0;
    while (from < text.length) {
      int token = trie.longestPrefix(text, from);
      if (token < 0) {
        break;
      }
      tokens[count++] = token;
      from += trie.bytes(token).length;
    }
    return Arrays.copyOf(tokens, count);
  }

  /** The tokens that may come next in a state. */
  Mask mask(Automaton automaton, State state) {
    Mask mask = new Mask(trie.texts());
    Walk walk = new Walk(trie, strings, automaton, mask);
    Terminal[] terminals = automaton.terminals(state);
    boolean[] others = new boolean[terminals.length];
    Arrays.fill(others, true);
    boolean found = false;
    for (int i = 0; i < terminals.length; i++) {
      if (strings.add(walk, mask, automaton, state, i, terminals[i])) {
        others[i] = false;
        found = true;
      }
    }
    State rest = found ? automaton.without(state, others) : state;
    walk.run(0, trie.size(), rest);
    return mask;
  }
}
