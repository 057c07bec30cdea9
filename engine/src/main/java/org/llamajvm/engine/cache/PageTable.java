package org.llamajvm.engine.cache;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The pages of one sequence for the layers of one kind, in their order. Pages that no later token
 * sees are given back, and null stands in their place. Owns its share of the pages. One thread at a
 * time.
 */
final class PageTable {

  private final KvPool pool;
  private final KvKind kind;
  private final int capacity;
  private final List<KvPage> pages = new ArrayList<>();

  /** Those before it were given back, but for marked ones. */
  private int firstSeen;

  /** The range of pages that are not given back, so that the sequence can go back. */
  private int marked;

  private int markedEnd;

  /** Pages that the pool holds ready. */
  private int promised;

  private boolean admitted;

  /** Begins without a page. */
  PageTable(KvPool pool, KvKind kind, int capacity) {
    this.pool = pool;
    this.kind = kind;
    this.capacity = capacity;
  }

  KvKind kind() {
    return kind;
  }

  /**
   * A page.
   *
   * @return null if it was given back
   */
  KvPage page(int index) {
    return pages.get(index);
  }

  /** Puts a page in the place of one with the same content, which the pool has taken back. */
  void replace(int index, KvPage page) {
    pages.set(index, page);
  }

  /** Blocks that the pool holds ready. */
  long promisedBlocks() {
    return (long) promised * kind.blocks();
  }

  /** The pool holds ready what the sequence will want beside the pages of its beginning. */
  void admit(List<PrefixNode> beginning) {
    admitted = true;
    begin(beginning);
    promised = kind.mostPages(capacity) - kind.used(beginning.size());
  }

  /** Takes other pages in place of all that there are: those of a known beginning. */
  void adopt(List<PrefixNode> beginning) {
    int before = kind.isWindowed() ? 0 : pages.size();
    cut(0);
    begin(beginning);
    withdraw(Math.clamp(kind.used(beginning.size()) - before, 0, promised));
  }

  private void begin(List<PrefixNode> beginning) {
    firstSeen = beginning.size() - kind.used(beginning.size());
    for (int i = 0; i < beginning.size(); i++) {
      pages.add(i < firstSeen ? null : beginning.get(i).page(kind));
    }
  }

  /** Leaves the places of pages empty that no later token sees. */
  void skip(int length) {
    firstSeen = kind.firstPage(length);
    while (pages.size() < firstSeen) {
      pages.add(null);
    }
  }

  /** Makes sure that nobody else uses the page that positions from a length on are written to. */
  void open(int length) {
    if (length % KvLayout.PAGE != 0) {
      int index = length / KvLayout.PAGE;
      pages.set(index, pool.writable(pages.get(index), held(index)));
    }
  }

  /**
   * Takes pages for positions up to a length.
   *
   * @param added positions that are being added
   * @throws KvPoolFullException if the pool has no room
   */
  void grow(int length, int added) {
    while (pages.size() < KvLayout.pages(length)) {
      List<KvPage> held = held(pages.size());
      int together = Math.max(held.size(), KvLayout.pages(added));
      int left = kind.mostPages(capacity) - (kind.isWindowed() ? held.size() : pages.size());
      boolean fromPromise = promised > 0;
      pages.add(pool.take(kind, held, Math.min(together, left), fromPromise));
      promised -= fromPromise ? 1 : 0;
    }
  }

  private List<KvPage> held(int end) {
    return pages.subList(0, end).stream().filter(Objects::nonNull).toList();
  }

  /** Whether every page is there that a token at a position sees. */
  boolean reaches(int position) {
    return seen(position).stream().allMatch(Objects::nonNull);
  }

  /** Gives back what lies beyond a length. */
  void cut(int length) {
    while (pages.size() > KvLayout.pages(length)) {
      KvPage page = pages.removeLast();
      if (page != null) {
        release(page);
      }
    }
    firstSeen = Math.min(firstSeen, kind.firstPage(length));
    markedEnd = Math.min(markedEnd, KvLayout.pages(length));
  }

  /** Gives back what no token from a position on sees, but for marked pages. */
  void leave(int position) {
    int first = kind.firstPage(position);
    for (; firstSeen < first; firstSeen++) {
      drop(firstSeen);
    }
  }

  /** Keeps the pages that let the sequence go back to a position or a little before it. */
  void mark(int position) {
    int before = marked;
    int beforeEnd = markedEnd;
    marked = Math.max(0, kind.firstPage(position) - 1);
    markedEnd = KvLayout.pages(position);
    for (int i = before; i < Math.min(beforeEnd, firstSeen); i++) {
      drop(i);
    }
  }

  private void drop(int index) {
    KvPage page = pages.get(index);
    if (page != null && (index < marked || index >= markedEnd)) {
      pages.set(index, null);
      release(page);
    }
  }

  private void release(KvPage page) {
    boolean again = admitted && kind.isWindowed();
    pool.release(page, again);
    promised += again ? 1 : 0;
  }

  /** The pages, in their order, that tokens after a length see. */
  List<KvPage> seen(int length) {
    return pages.subList(kind.firstPage(length), KvLayout.pages(length));
  }

  private void withdraw(int count) {
    pool.withdraw((long) count * kind.blocks());
    promised -= count;
  }

  /** Gives all back. */
  void close() {
    cut(0);
    withdraw(promised);
  }
}
