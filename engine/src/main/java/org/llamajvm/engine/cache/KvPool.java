package org.llamajvm.engine.cache;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;

/**
 * The pages of all sequences of a model, within a budget of bytes. Sequences that begin with the
 * same tokens share the pages of that beginning: a page counts the sequences that use it. When the
 * last of them ends, a page that others could begin with is kept for them as long as there is room
 * for {@linkplain #keepIdle idle} pages; the memory of the others is given back. Owns the pages.
 * Safe to share between threads.
 */
public final class KvPool implements AutoCloseable {

  /** The most pages that are allocated together. */
  private static final int LARGEST_SLAB = 8;

  private final KvLayout layout;
  private final long budget;
  private final List<KvSlab> slabs = new ArrayList<>();
  private final Map<Integer, PrefixNode> roots = new HashMap<>(); // by class of lengths

  /** Known pages that no sequence uses, the one that was used last at the end. */
  private final SequencedSet<KvPage> cached = new LinkedHashSet<>();

  private long idleBytes;
  private long reserved;
  private long promised;
  private int pagesInUse;
  private boolean closed;

  /**
   * Makes a pool without pages, which keeps none that are not in use.
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

  /** How many pages the budget has room for. */
  public long capacity() {
    return budget / layout.pageBytes();
  }

  /**
   * Keeps known pages that no sequence uses any more. Those that were not used for the longest time
   * go first, as soon as idle memory takes more bytes or sequences need it.
   *
   * @param bytes the most that pages may take that are in no use
   */
  public synchronized void keepIdle(long bytes) {
    idleBytes = bytes;
    trim();
  }

  /** Bytes of the pages that are allocated. */
  public synchronized long byteSize() {
    return reserved;
  }

  /** How many pages are used for what. */
  public synchronized KvPoolUse use() {
    return new KvPoolUse(capacity(), pagesInUse, promised, cached.size());
  }

  /** Pages that some sequence uses; a shared page counts once. */
  public synchronized int pagesInUse() {
    return pagesInUse;
  }

  /**
   * Begins a sequence that has all pages to itself that it will ever want: takes the known pages of
   * its beginning and promises the others.
   *
   * @param lengthClass of the sequence
   * @param tokens that the sequence will have
   * @param count how many of them may come from known pages
   * @param pages that the sequence will have in the end
   * @return the known pages, or null if there is no room; nothing has changed then
   * @throws IllegalStateException if the pool is closed
   */
  synchronized List<KvPage> admit(int lengthClass, int[] tokens, int count, int pages) {
    checkOpen();
    List<KvPage> shared = known(lengthClass, tokens, count);
    int wanted = pages - shared.size();
    if (pagesInUse + idle(shared) + promised + wanted > capacity()) {
      return null;
    }
    shared.forEach(this::use);
    promised += wanted;
    return shared;
  }

  /** A sequence does not want so many of the pages that it was promised. */
  synchronized void withdraw(int pages) {
    promised -= pages;
  }

  /**
   * Takes a page for one sequence.
   *
   * @param last the sequence's last page, null if it has none
   * @param owned pages that the sequence has
   * @param most pages that it may yet want, this one included
   * @param wasPromised whether it is one of those that the sequence was promised
   * @throws KvPoolFullException if the budget has no room
   * @throws IllegalStateException if the pool is closed
   */
  synchronized KvPage take(KvPage last, int owned, int most, boolean wasPromised) {
    checkOpen();
    if (!wasPromised && pagesInUse + promised >= capacity()) {
      long used = (pagesInUse + promised) * layout.pageBytes();
      throw new KvPoolFullException(budget, used, layout.pageBytes());
    }
    KvPage page = last == null ? null : last.slab().take(last.index() + 1);
    if (page == null) {
      page = takeElsewhere(Math.min(Math.clamp(owned, 1, LARGEST_SLAB), most));
    }
    page.references = 1;
    pagesInUse++;
    if (wasPromised) {
      promised--;
    }
    return page;
  }

  /** Sequences have slabs to themselves as long as the budget lasts. */
  private KvPage takeElsewhere(int wanted) {
    while (true) {
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
      evict();
    }
  }

  /** One more sequence uses a known page. */
  private void use(KvPage page) {
    if (page.references++ == 0) {
      cached.remove(page);
      pagesInUse++;
    }
  }

  /** Lets one sequence go of a page. */
  synchronized void release(KvPage page) {
    page.references--;
    if (page.references > 0 || closed) {
      return;
    }
    pagesInUse--;
    if (isKnown(page)) {
      cached.addLast(page);
    } else {
      free(page);
    }
    trim();
  }

  private void trim() {
    while (!cached.isEmpty() && reserved - pagesInUse * layout.pageBytes() > idleBytes) {
      evict();
    }
  }

  /**
   * Frees the page that was not used for the longest time. Whoever used a page used those before it
   * as well and let go of them later: so no page goes before those that go on from it.
   */
  private void evict() {
    KvPage page = cached.removeFirst();
    forget(page);
    free(page);
  }

  private void free(KvPage page) {
    page.prefix = null;
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
   * it, else a copy, taken as by {@link #take}, not promised. Either is unknown to other sequences.
   */
  synchronized KvPage writable(KvPage page, KvPage before, int owned, int most) {
    if (page.references == 1) {
      forget(page);
      return page;
    }
    KvPage copy = take(before, owned, most, false);
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
    if (page.prefix != null || parent == null || !parent.isKnown()) {
      return page;
    }
    PrefixNode known = parent.child(tokens, from);
    if (known == null) {
      page.prefix = parent.add(tokens, from, page);
      return page;
    }
    use(known.page());
    release(page);
    return known.page();
  }

  /**
   * Finds the pages of the longest known beginning for which there is room; the calling sequence
   * uses them afterwards.
   *
   * @param lengthClass of the sequence
   * @param tokens that a sequence will have
   * @param count how many of them may come from known pages
   * @param least pages that must be found; fewer are not taken
   * @param own how many pages the sequence was promised and has not taken
   */
  synchronized List<KvPage> share(int lengthClass, int[] tokens, int count, int least, int own) {
    checkOpen();
    List<KvPage> pages = known(lengthClass, tokens, count);
    long room = capacity() - pagesInUse - promised + own;
    while (pages.size() >= least && idle(pages) > room) {
      pages.removeLast();
    }
    if (pages.size() < least) {
      return List.of();
    }
    pages.forEach(this::use);
    return pages;
  }

  /** How many of known pages are in no use yet. */
  private static long idle(List<KvPage> pages) {
    return pages.stream().filter(page -> page.references == 0).count();
  }

  private List<KvPage> known(int lengthClass, int[] tokens, int count) {
    List<KvPage> pages = new ArrayList<>();
    PrefixNode node = root(lengthClass);
    for (int from = 0; from + KvLayout.PAGE <= count; from += KvLayout.PAGE) {
      node = node.child(tokens, from);
      if (node == null) {
        break;
      }
      pages.add(node.page());
    }
    return pages;
  }

  private PrefixNode root(int lengthClass) {
    return roots.computeIfAbsent(lengthClass, _ -> PrefixNode.root());
  }

  private static boolean isKnown(KvPage page) {
    return page.prefix != null && page.prefix.isKnown();
  }

  /** Makes a page unknown, and with it those that go on from it, which nobody can find any more. */
  private void forget(KvPage page) {
    if (isKnown(page)) {
      for (KvPage lost : page.prefix.forget()) {
        if (cached.remove(lost)) {
          free(lost);
        }
      }
    }
    page.prefix = null;
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
      cached.clear();
      reserved = 0;
      pagesInUse = 0;
    }
  }
}
