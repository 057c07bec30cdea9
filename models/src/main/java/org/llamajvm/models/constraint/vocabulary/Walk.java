package org.llamajvm.models.constraint.vocabulary;

import org.llamajvm.models.constraint.automaton.Automaton;
import org.llamajvm.models.constraint.automaton.State;

/** Walks through the tree of tokens and marks those that an automaton accepts. */
final class Walk {

  private final TokenTrie trie;
  private final Automaton automaton;
  private final Mask mask;
  private final State[] path;

  Walk(TokenTrie trie, Automaton automaton, Mask mask) {
    this.trie = trie;
    this.automaton = automaton;
    this.mask = mask;
    path = new State[trie.longest() + 1];
  }

  Automaton automaton() {
    return automaton;
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
    int base = trie.depth(from);
    path[0] = state;
    int node = from;
    while (node < to) {
      int depth = trie.depth(node) - base;
      State next = automaton.step(path[depth], trie.label(node));
      if (automaton.isDead(next)) {
        node = trie.end(node);
        continue;
      }
      path[depth + 1] = next;
      mark(node);
      node++;
    }
  }

  /** Marks the tokens that end at a node. */
  void mark(int node) {
    for (int token = trie.token(node); token >= 0; token = trie.duplicate(token)) {
      mask.set(token);
    }
  }
}
