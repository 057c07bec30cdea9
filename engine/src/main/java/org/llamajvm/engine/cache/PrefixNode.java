package org.llamajvm.engine.cache;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
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
  private boolean forgotten;

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

  /** Forgets this page, hence all that go on from it, of which the pages are returned. */
  List<KvPage> forget() {
    parent.children.remove(tokens, this);
    forgotten = true;
    List<KvPage> following = new ArrayList<>();
    forgetChildren(following);
    return following;
  }

  private void forgetChildren(List<KvPage> pages) {
    for (PrefixNode child : children.values()) {
      child.forgotten = true;
      pages.add(child.page);
      child.forgetChildren(pages);
    }
    children.clear();
  }

  /** Whether neither this page nor one before it has been forgotten. */
  boolean isKnown() {
    return !forgotten;
  }

  private static Tokens tokens(int[] ids, int from) {
    return new Tokens(Arrays.copyOfRange(ids, from, from + KvLayout.PAGE));
  }
}
