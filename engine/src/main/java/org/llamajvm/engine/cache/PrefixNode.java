package org.llamajvm.engine.cache;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * A page in the tree of known beginnings: the tokens of the page and, by their tokens, the pages
 * that go on from it. The root has neither page nor tokens. Guarded by the pool.
 */
final class PrefixNode {

  private final PrefixNode parent;
  private final Tokens tokens;
  private final KvPage page;
  private final Map<Tokens, PrefixNode> children = new HashMap<>();

  /** The tokens of a page as a key. */
  private record Tokens(int[] ids) {

    @Override
    public boolean equals(Object other) {
      return other instanceof Tokens that && Arrays.equals(ids, that.ids);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(ids);
    }
  }

  private PrefixNode(PrefixNode parent, Tokens tokens, KvPage page) {
    this.parent = parent;
    this.tokens = tokens;
    this.page = page;
  }

  static PrefixNode root() {
    return new PrefixNode(null, null, null);
  }

  KvPage page() {
    return page;
  }

  /** The page whose tokens are {@code ids[from … from + PAGE - 1]}, or null if none is known. */
  PrefixNode child(int[] ids, int from) {
    return children.get(tokens(ids, from));
  }

  /** Makes a page known. */
  PrefixNode add(int[] ids, int from, KvPage page) {
    Tokens key = tokens(ids, from);
    PrefixNode node = new PrefixNode(this, key, page);
    children.put(key, node);
    return node;
  }

  /** Forgets this page, hence all that go on from it. */
  void remove() {
    parent.children.remove(tokens, this);
  }

  /** Whether the way to the root is whole: no page before this one has been forgotten. */
  boolean isReachable() {
    return parent == null || (parent.children.get(tokens) == this && parent.isReachable());
  }

  private static Tokens tokens(int[] ids, int from) {
    return new Tokens(Arrays.copyOfRange(ids, from, from + KvLayout.PAGE));
  }
}
