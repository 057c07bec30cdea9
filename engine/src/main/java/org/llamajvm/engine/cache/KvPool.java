package org.llamajvm.engine.cache;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The pages of all sequences of a model, within a budget of bytes. Sequences that begin with the
 * same tokens share the pages of that beginning: a page counts the sequences that use it, and its
 * memory is given back when the last of them ends. Owns the pages. Safe to share between threads.
 */
public final class KvPool implements AutoCloseable {

  /** The most pages that are allocated together. */
  private static final int LARGEST_SLAB = 8;

  private final KvLayout layout;
  private final long budget;
  private final List<KvSlab> slabs = new ArrayList<>();
  private final Map<Integer, PrefixNode> roots = new HashMap<>(); // by class of lengths
  private long reserved;
  private int pagesInUse;
  private boolean closed;

  /**
   * Makes a pool without pages.
   *
   * @param layout of the pages
   * @param budget the most bytes that pages may take
   */
  public KvPool(KvLayout layout, long budget) {
    this.layout = layout;
    this.budget = budget;
  }

  /** How keys and values lie in a page. */
  public KvLayout layout() {
    return layout;
  }

  /** The most bytes that pages may take. */
  public long budget() {
    return budget;
  }

  /** Bytes of the pages that are allocated. */
  public synchronized long byteSize() {
    return reserved;
  }

  /** Pages that some sequence uses; a shared page counts once. */
  public synchronized int pagesInUse() {
    return pagesInUse;
  }

  /**
   * Takes a page for one sequence.
   *
   * @param last the sequence's last page, null if it has none
   * @param owned pages that the sequence has
   * @param most pages that it may yet want, this one included
   * @throws KvPoolFullException if the budget has no room
   * @throws IllegalStateException if the pool is closed
   */
  synchronized KvPage take(KvPage last, int owned, int most) {
    checkOpen();
    KvPage page = last == null ? null : last.slab().take(last.index() + 1);
    if (page == null) {
      page = takeFromNewSlab(Math.min(Math.clamp(owned, 1, LARGEST_SLAB), most));
    }
    page.references = 1;
    pagesInUse++;
    return page;
  }

  /** Sequences have slabs to themselves as long as the budget lasts. */
  private KvPage takeFromNewSlab(int wanted) {
    long room = (budget - reserved) / layout.pageBytes();
    int size = (int) Math.min(wanted, room);
    if (size > 0) {
      KvSlab slab = new KvSlab(layout, size);
      slabs.add(slab);
      reserved += size * layout.pageBytes();
      return slab.takeAny();
    }
    for (KvSlab slab : slabs) {
      KvPage page = slab.takeAny();
      if (page != null) {
        return page;
      }
    }
    throw new KvPoolFullException(budget, pagesInUse * layout.pageBytes(), layout.pageBytes());
  }

  /** Lets one sequence go of a page. */
  synchronized void release(KvPage page) {
    page.references--;
    if (page.references > 0 || closed) {
      return;
    }
    forget(page);
    pagesInUse--;
    KvSlab slab = page.slab();
    slab.giveBack(page);
    if (slab.isUnused()) {
      slabs.remove(slab);
      reserved -= slab.size() * layout.pageBytes();
      slab.close();
    }
  }

  /**
   * The page that a sequence may write to in place of one that it has: itself, if nobody else uses
   * it, else a copy, taken as by {@link #take}. Either is unknown to other sequences.
   */
  synchronized KvPage writable(KvPage page, KvPage before, int owned, int most) {
    if (page.references == 1) {
      forget(page);
      return page;
    }
    KvPage copy = take(before, owned, most);
    copy.copyFrom(page);
    release(page);
    return copy;
  }

  /**
   * Makes a full page of a prompt known to sequences that begin alike.
   *
   * @param page used by the calling sequence
   * @param before the page before it, null for the first one
   * @param lengthClass of the sequence
   * @param tokens of the sequence
   * @param from index of the page's first token
   * @return the page, or the one that another sequence has made known for the same tokens; the
   *     calling sequence uses that one now
   */
  synchronized KvPage publish(KvPage page, KvPage before, int lengthClass, int[] tokens, int from) {
    PrefixNode parent = before == null ? root(lengthClass) : before.prefix;
    if (page.prefix != null || parent == null || !parent.isReachable()) {
      return page;
    }
    PrefixNode known = parent.child(tokens, from);
    if (known == null) {
      page.prefix = parent.add(tokens, from, page);
      return page;
    }
    known.page().references++;
    release(page);
    return known.page();
  }

  /**
   * Finds the pages of the longest known beginning; the calling sequence uses them afterwards.
   *
   * @param lengthClass of the sequence
   * @param tokens that a sequence will have
   * @param count how many of them may come from known pages
   * @param least pages that must be found; fewer are not taken
   */
  synchronized List<KvPage> share(int lengthClass, int[] tokens, int count, int least) {
    checkOpen();
    List<KvPage> pages = new ArrayList<>();
    PrefixNode node = root(lengthClass);
    for (int from = 0; from + KvLayout.PAGE <= count; from += KvLayout.PAGE) {
      node = node.child(tokens, from);
      if (node == null) {
        break;
      }
      pages.add(node.page());
    }
    if (pages.size() < least) {
      return List.of();
    }
    pages.forEach(page -> page.references++);
    return pages;
  }

  private PrefixNode root(int lengthClass) {
    return roots.computeIfAbsent(lengthClass, _ -> PrefixNode.root());
  }

  private static void forget(KvPage page) {
    if (page.prefix != null) {
      page.prefix.remove();
      page.prefix = null;
    }
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("The model is closed");
    }
  }

  /**
   * Gives the memory of all pages back. Sequences that are still there cannot be used any more; to
   * close them is allowed. May be called again.
   */
  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      slabs.forEach(KvSlab::close);
      slabs.clear();
      reserved = 0;
      pagesInUse = 0;
    }
  }
}
