package org.llamajvm.engine.cache;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The pages of some positions in the tree of known beginnings: their tokens, a page of each kind,
 * and, by their tokens, the nodes that go on from it. Pages of windowed kinds may be missing. The
 * root has neither pages nor tokens. Guarded by the pool.
 */
final class PrefixNode {

  private final PrefixNode parent;
  private final Tokens tokens;
  private final KvPage[] pages; // of each kind
  private final Map<Tokens, PrefixNode> children = new HashMap<>();
  private int holders;
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

  private PrefixNode(PrefixNode parent, Tokens tokens, int kinds) {
    this.parent = parent;
    this.tokens = tokens;
    pages = new KvPage[kinds];
  }

  static PrefixNode root() {
    return new PrefixNode(null, null, 0);
  }

  /** The page of a kind, or null if it is not kept. */
  KvPage page(KvKind kind) {
    return pages[kind.index()];
  }

  /** Makes a page known, which its kind has none of. */
  void put(KvPage page) {
    pages[page.kind().index()] = page;
    page.prefix = this;
  }

  /** Makes a page unknown. */
  void remove(KvPage page) {
    pages[page.kind().index()] = null;
    page.prefix = null;
    prune();
  }

  /** The node whose tokens are {@code ids[from … from + PAGE - 1]}, or null if none is known. */
  PrefixNode child(int[] ids, int from) {
    return children.get(tokens(ids, from));
  }

  /** Makes a node known. */
  PrefixNode add(int[] ids, int from, int kinds) {
    Tokens key = tokens(ids, from);
    PrefixNode node = new PrefixNode(this, key, kinds);
    children.put(key, node);
    return node;
  }

  /** One more sequence may go on from here. */
  void hold() {
    holders++;
  }

  /** One sequence less. */
  void letGo() {
    holders--;
    prune();
  }

  /** A node goes when it has nothing and leads nowhere. */
  private void prune() {
    PrefixNode node = this;
    while (node.parent != null && node.isUseless()) {
      node.parent.children.remove(node.tokens, node);
      node.forgotten = true;
      node = node.parent;
    }
  }

  private boolean isUseless() {
    return holders == 0
        && children.isEmpty()
        && Arrays.stream(pages).allMatch(page -> page == null);
  }

  /** Forgets this node, hence all that go on from it; returns the pages that were known. */
  List<KvPage> forget() {
    parent.children.remove(tokens, this);
    List<KvPage> lost = new ArrayList<>();
    forgetAll(lost);
    return lost;
  }

  private void forgetAll(List<KvPage> lost) {
    forgotten = true;
    for (KvPage page : pages) {
      if (page != null) {
        page.prefix = null;
        lost.add(page);
      }
    }
    Arrays.fill(pages, null);
    children.values().forEach(child -> child.forgetAll(lost));
    children.clear();
  }

  /** Whether neither this node nor one before it has been forgotten. */
  boolean isKnown() {
    return !forgotten;
  }

  private static Tokens tokens(int[] ids, int from) {
    return new Tokens(Arrays.copyOfRange(ids, from, from + KvLayout.PAGE));
  }
}
