package org.llamajvm.tokenizer.pipeline;

import java.util.HashMap;
import java.util.Map;

/**
 * Finds the longest of a set of strings that begins at a place in a text. Filled once, then read.
 */
public final class PrefixTrie {

  private static final class Node {
    final Map<Character, Node> children = new HashMap<>();
    int value = -1;
  }

  private final Node root = new Node();

  /** An empty set. */
  public PrefixTrie() {}

  /** Adds a string that is not empty; the value, not negative, replaces that of an equal string. */
  public void put(String key, int value) {
    Node node = root;
    for (int i = 0; i < key.length(); i++) {
      node = node.children.computeIfAbsent(key.charAt(i), c -> new Node());
    }
    node.value = value;
  }

  /** Whether there are no strings. */
  public boolean isEmpty() {
    return root.children.isEmpty();
  }

  /** The value of the longest string that begins at {@code from} in {@code text}, or -1. */
  public int longestAt(String text, int from) {
    int value = -1;
    Node node = root;
    for (int i = from; i < text.length(); i++) {
      node = node.children.get(text.charAt(i));
      if (node == null) {
        break;
      }
      if (node.value >= 0) {
        value = node.value;
      }
    }
    return value;
  }
}
