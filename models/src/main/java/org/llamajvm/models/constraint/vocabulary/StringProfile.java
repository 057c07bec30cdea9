package org.llamajvm.models.constraint.vocabulary;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.llamajvm.models.constraint.automaton.Automaton;
import org.llamajvm.models.constraint.automaton.CharacterRun;
import org.llamajvm.models.constraint.automaton.Grammar;
import org.llamajvm.models.constraint.automaton.JsonCharacter;
import org.llamajvm.models.constraint.automaton.Node;
import org.llamajvm.models.constraint.automaton.Regex;
import org.llamajvm.models.constraint.automaton.State;
import org.llamajvm.models.constraint.automaton.Terminal;

/**
 * Which tokens are parts of a JSON string whose characters may be any, and which of them end it.
 * Nearly all tokens are, so that it takes long to walk through them; that is done once. Immutable.
 */
@SuppressWarnings("ReferenceEquality") // equal nodes are one and the same
final class StringProfile {

  private final TokenTrie trie;

  /** By a number of characters: the tokens that have no more, and no quotation mark. */
  private final List<Mask> inside = new ArrayList<>();

  /** Nodes with the first quotation mark. */
  private final int[] quotes;

  /** How many characters stand before each of {@link #quotes}. */
  private final int[] quotedCharacters;

  StringProfile(TokenTrie trie) {
    this.trie = trie;
    Survey survey = new Survey(trie);
    survey.run();
    quotes = survey.quotes.stream().mapToInt(Integer::intValue).toArray();
    quotedCharacters = survey.before.stream().mapToInt(Integer::intValue).toArray();
    for (List<Integer> nodes : survey.byCount) {
      Mask mask = new Mask(trie.vocabularySize());
      if (!inside.isEmpty()) {
        mask.addAll(inside.getLast());
      }
      for (int node : nodes) {
        for (int token = trie.token(node); token >= 0; token = trie.duplicate(token)) {
          mask.set(token);
        }
      }
      inside.add(mask);
    }
  }

  /**
   * Marks the tokens that a terminal and what follows it accept, if the terminal is such a string.
   *
   * @param index which terminal of the state it is
   * @return whether it is
   */
  boolean add(Walk walk, Mask mask, State state, int index, Terminal terminal) {
    Optional<CharacterRun> run = CharacterRun.of(terminal);
    if (run.isEmpty()) {
      return false;
    }
    int min = run.get().min();
    int max = run.get().max();
    mask.addAll(inside.get(Math.min(max, inside.size() - 1)));
    Automaton automaton = walk.automaton();
    State after = automaton.resume(state, index, run.get().rest(), JsonCharacter.QUOTE);
    for (int i = 0; i < quotes.length; i++) {
      if (quotedCharacters[i] >= min && quotedCharacters[i] <= max) {
        walk.mark(quotes[i]);
        walk.run(quotes[i] + 1, trie.end(quotes[i]), after);
      }
    }
    return true;
  }

  /** Counts the characters of all tokens. */
  private static final class Survey {

    private final TokenTrie trie;
    private final Grammar grammar = new Grammar();
    private final Regex character = grammar.regexes().jsonCharacter();
    private final Node[] path;
    private final int[] counts;
    final List<List<Integer>> byCount = new ArrayList<>();
    final List<Integer> quotes = new ArrayList<>();
    final List<Integer> before = new ArrayList<>();

    Survey(TokenTrie trie) {
      this.trie = trie;
      path = new Node[trie.longest() + 1];
      counts = new int[trie.longest() + 1];
      byCount.add(new ArrayList<>());
    }

    void run() {
      path[0] = grammar.empty();
      int node = 0;
      while (node < trie.size()) {
        int depth = trie.depth(node);
        int label = trie.label(node);
        boolean between = path[depth] == grammar.empty();
        Node next = (between ? character : (Regex) path[depth]).step(label);
        if (next == null) {
          if (between && label == JsonCharacter.QUOTE) {
            quotes.add(node);
            before.add(counts[depth]);
          }
          node = trie.end(node);
          continue;
        }
        path[depth + 1] = next;
        counts[depth + 1] = counts[depth] + (between ? 1 : 0);
        count(node, counts[depth + 1]);
        node++;
      }
    }

    private void count(int node, int characters) {
      while (byCount.size() <= characters) {
        byCount.add(new ArrayList<>());
      }
      byCount.get(characters).add(node);
    }
  }
}
