package org.llamajvm.engine.cache;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Beginnings of sequences whose pages are known, one tree for each class of lengths. Guarded by the
 * pool.
 */
final class KnownBeginnings {

  private final KvKinds kinds;
  private final Map<Integer, PrefixNode> roots = new HashMap<>();

  KnownBeginnings(KvKinds kinds) {
    this.kinds = kinds;
  }

  /** What the first pages of sequences of a class hang on. */
  PrefixNode root(int lengthClass) {
    return roots.computeIfAbsent(lengthClass, _ -> PrefixNode.root());
  }

  /**
   * The longest known beginning after which every page is there that later tokens see.
   *
   * @param tokens of a sequence
   * @param count how many of them may come from known pages
   */
  List<PrefixNode> of(int lengthClass, int[] tokens, int count) {
    List<PrefixNode> path = new ArrayList<>();
    PrefixNode node = root(lengthClass);
    for (int from = 0; from + KvLayout.PAGE <= count; from += KvLayout.PAGE) {
      node = node.child(tokens, from);
      if (node == null) {
        break;
      }
      path.add(node);
    }
    return whole(path);
  }

  /** As much of a beginning, from its first page on, that every page is there. */
  List<PrefixNode> whole(List<PrefixNode> path) {
    int pages = path.size();
    while (!isWhole(path, pages)) {
      pages--;
    }
    return path.subList(0, pages);
  }

  private boolean isWhole(List<PrefixNode> path, int pages) {
    for (KvKind kind : kinds.all()) {
      for (int i = pages - kind.used(pages); i < pages; i++) {
        if (path.get(i).page(kind) == null) {
          return false;
        }
      }
    }
    return true;
  }
}
