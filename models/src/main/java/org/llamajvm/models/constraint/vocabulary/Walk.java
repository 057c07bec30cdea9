package org.llamajvm.models.constraint.vocabulary;

import org.llamajvm.models.constraint.automaton.AnyBytes;
import org.llamajvm.models.constraint.automaton.Automaton;
import org.llamajvm.models.constraint.automaton.JsonCharacter;
import org.llamajvm.models.constraint.automaton.State;

/** Walks through the tree of tokens and marks those that an automaton accepts. */
@SuppressWarnings("ReferenceEquality") // there is one state of each kind
final class Walk {

  /** So many nodes are walked through rather than asked about. */
  private static final int FEW = 8;

  private final TokenTrie trie;
  private final StringProfile strings;
  private final Automaton automaton;
  private final AnyBytes bytes;
  private final Mask mask;

  /** The state before the last byte of a node, by the node's depth. */
  private final State[] path;

  /** A state that was met in which any characters may follow; null before. */
  private State free;

  Walk(TokenTrie trie, StringProfile strings, Automaton automaton, Mask mask) {
    this.trie = trie;
    this.strings = strings;
    this.automaton = automaton;
    this.mask = mask;
    bytes = new AnyBytes(automaton, ByteCategory.SETS);
    path = new State[trie.longest() + 1];
  }

  /**
   * Marks all tokens of a range of nodes that are siblings or below them.
   *
   * @param from a node, or the end
   * @param to the end of its last sibling
   * @param state before the last byte of the node
   */
  void run(int from, int to, State state) {
    if (from >= to || automaton.isDead(state)) {
      return;
    }
    path[trie.depth(from)] = state;
    int node = from;
    while (node < to) {
      int depth = trie.depth(node);
      State next = automaton.step(path[depth], trie.label(node));
      if (automaton.isDead(next)) {
        node = trie.end(node);
        continue;
      }
      mark(node);
      if (strings.isCharacters(node) && automaton.isFreeString(next, trie.longest())) {
        free = next;
        addString(node, next);
        node = trie.end(node);
        continue;
      }
      if (goesOnAsFree(node, next)) {
        addString(node, free);
        node = trie.end(node);
        continue;
      }
      int end = trie.end(node);
      if (end - node > FEW && bytes.mayFollow(next, trie.below(node), trie.height(node))) {
        mask.setRange(trie.rank(node), trie.rank(end));
        node = end;
        continue;
      }
      path[depth + 1] = next;
      node++;
    }
  }

  /**
   * Whether a node begins a character, and the rest of it and all behind it is as in a string whose
   * characters may be any. Most characters are of several bytes, and keys with names of their own
   * rarely begin with one: it saves to look at each of them.
   */
  private boolean goesOnAsFree(int node, State next) {
    return free != null
        && strings.beginsCharacter(node)
        && automaton.step(free, trie.label(node)) == next;
  }

  /** Marks what begins like a node, where any characters may follow, and then a quotation mark. */
  private void addString(int node, State state) {
    int end = trie.end(node);
    mask.addRange(strings.inside(), trie.rank(node + 1), trie.rank(end));
    State after = automaton.step(state, JsonCharacter.QUOTE);
    for (int i = strings.firstQuote(node); i < strings.quotes() && strings.quote(i) < end; i++) {
      afterQuote(strings.quote(i), after);
    }
  }

  /** Marks the tokens that go on after a quotation mark, which is at a node. */
  void afterQuote(int quote, State after) {
    mark(quote);
    run(quote + 1, trie.end(quote), after);
  }

  private void mark(int node) {
    if (trie.token(node) >= 0) {
      mask.set(trie.rank(node));
    }
  }
}
