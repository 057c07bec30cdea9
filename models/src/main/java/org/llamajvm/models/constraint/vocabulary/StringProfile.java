package org.llamajvm.models.constraint.vocabulary;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
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

  /** By a number of characters: the tokens that have no more, and no quotation mark. */
  private final List<Mask> inside = new ArrayList<>();

  /** Nodes with the first quotation mark, in order. */
  private final int[] quotes;

  /** How many characters stand before each of {@link #quotes}. */
  private final int[] quotedCharacters;

  /** Nodes that end whole characters. */
  private final BitSet characters;

  /** Nodes with the first byte of a character of several bytes. */
  private final BitSet beginnings;

  StringProfile(TokenTrie trie) {
    Survey survey = new Survey(trie);
    survey.run();
    characters = survey.characters;
    beginnings = survey.beginnings;
    quotes = survey.quotes.stream().mapToInt(Integer::intValue).toArray();
    quotedCharacters = survey.before.stream().mapToInt(Integer::intValue).toArray();
    for (List<Integer> nodes : survey.byCount) {
      Mask mask = new Mask(trie.texts());
      if (!inside.isEmpty()) {
        mask.addAll(inside.getLast());
      }
      for (int node : nodes) {
        if (trie.token(node) >= 0) {
          mask.set(trie.rank(node));
        }
      }
      inside.add(mask);
    }
  }

  /** The tokens without a quotation mark that are parts of strings, of any length. */
  Mask inside() {
    return inside.getLast();
  }

  /** Whether the bytes up to a node are whole characters of a string. */
  boolean isCharacters(int node) {
    return characters.get(node);
  }

  /**
   * Whether the last byte of a node begins a character of several bytes, and those before it are
   * whole characters of a string.
   */
  boolean beginsCharacter(int node) {
    return beginnings.get(node);
  }

  /** Number of nodes that have the first quotation mark of a token. */
  int quotes() {
    return quotes.length;
  }

  /** One of these nodes. */
  int quote(int index) {
    return quotes[index];
  }

  /** The index of the first of these nodes from {@code node} on. */
  int firstQuote(int node) {
    int index = Arrays.binarySearch(quotes, node);
    return index < 0 ? -index - 1 : index;
  }

  /**
   * Marks the tokens that a terminal and what follows it accept, if the terminal is such a string.
   *
   * @param index which terminal of the state it is
   * @return whether it is
   */
  boolean add(
      Walk walk, Mask mask, Automaton automaton, State state, int index, Terminal terminal) {
    Optional<CharacterRun> run = CharacterRun.of(terminal);
    if (run.isEmpty()) {
      return false;
    }
    int min = run.get().min();
    int max = run.get().max();
    mask.addAll(inside.get(Math.min(max, inside.size() - 1)));
    State after = automaton.resume(state, index, run.get().rest(), JsonCharacter.QUOTE);
    for (int i = 0; i < quotes.length; i++) {
      if (quotedCharacters[i] >= min && quotedCharacters[i] <= max) {
        walk.afterQuote(quotes[i], after);
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
    final BitSet characters = new BitSet();
    final BitSet beginnings = new BitSet();

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
        characters.set(node, next == grammar.empty());
        beginnings.set(node, between && next != grammar.empty());
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
