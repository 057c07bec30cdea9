package org.llamajvm.engine.cache;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;

/**
 * The pages of all sequences of a model, within a budget of bytes. Sequences that begin with the
 * same tokens share the pages of that beginning: a page counts the sequences that use it. When the
 * last of them lets it go, a page that others could begin with is kept for them as long as there is
 * room for {@linkplain #keepIdle idle} pages; the memory of the others is given back. Memory is
 * counted in {@linkplain KvLayout#blockBytes blocks}. Owns the pages. Safe to share between
 * threads.
 */
public final class KvPool implements AutoCloseable {

  private final KvLayout layout;
  private final KvKinds kinds;
  private final KvMemory memory;
  private final KnownBeginnings beginnings;

  /** Known pages that no sequence uses, the one that was used last at the end. */
  private final SequencedSet<KvPage> cached = new LinkedHashSet<>();

  private long idleBytes;
  private int inUse;

  /** What sequences may count on: as {@link #inUse}, but shared windowed pages count each time. */
  private long claimed;

  private long promised;
  private boolean closed;

  /**
   * Makes a pool without pages, which keeps none that are not in use.
   *
   * @param layout of the pages
   * @param budget the most bytes that pages may take
   */
  public KvPool(KvLayout layout, long budget) {
    this.layout = layout;
    kinds = new KvKinds(layout);
    beginnings = new KnownBeginnings(kinds);
    memory = new KvMemory(layout, kinds.block(), budget);
  }

  /** How keys and values lie in a page. */
  public KvLayout layout() {
    return layout;
  }

  KvKinds kinds() {
    return kinds;
  }

  /** The most bytes that pages may take. */
  public long budget() {
    return memory.budget();
  }

  /** How many blocks the budget has room for. */
  public long capacity() {
    return memory.capacity();
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

  /** Bytes of the blocks that are allocated. */
  public synchronized long byteSize() {
    return memory.byteSize();
  }

  /** How many blocks are used for what. */
  public synchronized KvPoolUse use() {
    int idle = cached.stream().mapToInt(page -> page.kind().blocks()).sum();
    return new KvPoolUse(capacity(), inUse, promised, idle);
  }

  /**
   * Begins a sequence that has all pages to itself that it will ever want: takes the known pages of
   * its beginning and promises the others.
   *
   * @param lengthClass of the sequence
   * @param tokens that the sequence will have
   * @param count how many of them may come from known pages
   * @param capacity tokens that the sequence will have in the end
   * @return the known beginning, or null if there is no room; nothing has changed then
   * @throws IllegalStateException if the pool is closed
   */
  synchronized List<PrefixNode> admit(int lengthClass, int[] tokens, int count, int capacity) {
    checkOpen();
    List<PrefixNode> path = beginnings.of(lengthClass, tokens, count);
    long wanted = 0;
    for (KvKind kind : kinds.all()) {
      wanted += (long) kind.blocks() * (kind.mostPages(capacity) - kind.used(path.size()));
    }
    if (claimed + claim(path) + promised + wanted > capacity()) {
      return null;
    }
    begin(path);
    promised += wanted;
    return path;
  }

  /** A sequence does not want so many of the blocks that it was promised. */
  synchronized void withdraw(long blocks) {
    promised -= blocks;
  }

  /**
   * Takes a page for one sequence.
   *
   * @param kind of the page
   * @param owned the pages of that kind that the sequence has, in their order
   * @param together how many are likely to follow, this one included
   * @param wasPromised whether it is one of those that the sequence was promised
   * @throws KvPoolFullException if the budget has no room
   * @throws IllegalStateException if the pool is closed
   */
  synchronized KvPage take(KvKind kind, List<KvPage> owned, int together, boolean wasPromised) {
    checkOpen();
    if (!wasPromised && claimed + promised + kind.blocks() > capacity()) {
      long used = (claimed + promised) * memory.blockBytes();
      throw new KvPoolFullException(budget(), used, kind.blocks() * memory.blockBytes());
    }
    KvBlock[] blocks = new KvBlock[kind.blocks()];
    for (int i = 0; i < blocks.length; i++) {
      blocks[i] = takeBlock(kind, i, owned, together);
    }
    KvPage page = new KvPage(kinds, kind, blocks);
    page.references = 1;
    inUse += blocks.length;
    claimed += blocks.length;
    if (wasPromised) {
      promised -= blocks.length;
    }
    return page;
  }

  private KvBlock takeBlock(KvKind kind, int index, List<KvPage> owned, int together) {
    KvBlock block = owned.isEmpty() ? null : memory.after(owned.getLast().block(index));
    for (int i = 0; block == null && kind.isWindowed() && i < owned.size(); i++) {
      block = memory.beside(owned.get(i).block(index));
    }
    while (block == null) {
      block = memory.take(together);
      if (block == null) {
        evict();
      }
    }
    return block;
  }

  /** One more sequence uses a known page. */
  private void use(KvPage page) {
    claimed += claim(page);
    if (page.references++ == 0) {
      cached.remove(page);
      inUse += page.kind().blocks();
    }
  }

  /**
   * What one more use of a page claims. Of a windowed page, each user may want another one in its
   * place while the others still have it.
   */
  private static int claim(KvPage page) {
    return page.kind().isWindowed() || page.references == 0 ? page.kind().blocks() : 0;
  }

  private static long claim(List<PrefixNode> path, KvKind kind) {
    long blocks = 0;
    for (int i = path.size() - kind.used(path.size()); i < path.size(); i++) {
      blocks += claim(path.get(i).page(kind));
    }
    return blocks;
  }

  private long claim(List<PrefixNode> path) {
    return kinds.all().stream().mapToLong(kind -> claim(path, kind)).sum();
  }

  private void begin(List<PrefixNode> path) {
    path.forEach(PrefixNode::hold);
    for (KvKind kind : kinds.all()) {
      path.subList(path.size() - kind.used(path.size()), path.size())
          .forEach(node -> use(node.page(kind)));
    }
  }

  /**
   * Lets one sequence go of a page.
   *
   * @param promise whether the sequence may take another one for it, whatever others take
   */
  synchronized void release(KvPage page, boolean promise) {
    page.references--;
    claimed -= claim(page);
    promised += promise ? page.kind().blocks() : 0;
    if (page.references > 0 || closed) {
      return;
    }
    inUse -= page.kind().blocks();
    if (page.prefix != null) {
      cached.addLast(page);
    } else {
      free(page);
    }
    trim();
  }

  /** Lets one sequence go of a node. */
  synchronized void letGo(PrefixNode node) {
    node.letGo();
  }

  private void trim() {
    while (!cached.isEmpty() && memory.byteSize() - inUse * memory.blockBytes() > idleBytes) {
      evict();
    }
  }

  /**
   * Frees the page that was not used for the longest time. Whoever used a page that sees everything
   * used those before it as well and let go of them later: so none goes before those that go on
   * from it.
   */
  private void evict() {
    KvPage page = cached.getFirst();
    forget(page);
    if (cached.remove(page)) {
      free(page);
    }
  }

  private void free(KvPage page) {
    for (int i = 0; i < page.kind().blocks(); i++) {
      memory.giveBack(page.block(i));
    }
  }

  /**
   * The page that a sequence may write to in place of one that it has: itself, if nobody else uses
   * it, else a copy, taken as by {@link #take}, not promised. Either is unknown to other sequences.
   */
  synchronized KvPage writable(KvPage page, List<KvPage> before) {
    if (page.references == 1) {
      forget(page);
      return page;
    }
    KvPage copy = take(page.kind(), before, 1, false);
    copy.copyFrom(page);
    release(page, false);
    return copy;
  }

  /**
   * Makes full pages of a prompt known to sequences that begin alike.
   *
   * @param pages used by the calling sequence, one of each kind, null where it has none any more;
   *     gets the ones that another sequence has made known for the same tokens; the calling
   *     sequence uses those now
   * @param before the node before them, null for the first one
   * @param lengthClass of the sequence
   * @param tokens of the sequence
   * @param from index of the pages' first token
   * @return what is known of these tokens, held for the calling sequence; null if it can be found
   *     by nobody
   */
  synchronized PrefixNode publish(
      KvPage[] pages, PrefixNode before, int lengthClass, int[] tokens, int from) {
    PrefixNode parent = before == null ? beginnings.root(lengthClass) : before;
    if (!parent.isKnown()) {
      return null;
    }
    PrefixNode known = parent.child(tokens, from);
    PrefixNode node = known == null ? parent.add(tokens, from, pages.length) : known;
    node.hold();
    for (int i = 0; i < pages.length; i++) {
      pages[i] = pages[i] == null ? null : publish(node, pages[i]);
    }
    return node;
  }

  private KvPage publish(PrefixNode node, KvPage page) {
    KvPage other = node.page(page.kind());
    if (other == null) {
      node.put(page);
      return page;
    }
    if (other != page) {
      use(other);
      release(page, false);
    }
    return other;
  }

  /**
   * Finds the longest known beginning for whose pages there is room; the calling sequence uses them
   * afterwards.
   *
   * @param lengthClass of the sequence
   * @param tokens that a sequence will have
   * @param count how many of them may come from known pages
   * @param least pages that must be found; fewer are not taken
   * @param own how many blocks the sequence was promised and has not taken
   */
  synchronized List<PrefixNode> share(
      int lengthClass, int[] tokens, int count, int least, long own) {
    checkOpen();
    List<PrefixNode> path = beginnings.of(lengthClass, tokens, count);
    long room = capacity() - claimed - promised + own;
    while (path.size() >= least && claim(path) > room) {
      path = beginnings.whole(path.subList(0, path.size() - 1));
    }
    if (path.size() < least) {
      return List.of();
    }
    begin(path);
    return path;
  }

  /**
   * Makes a page unknown, and with one that sees everything those that go on from it, which nobody
   * can find any more.
   */
  private void forget(KvPage page) {
    PrefixNode node = page.prefix;
    if (node == null) {
      return;
    }
    if (page.kind().isWindowed()) {
      node.remove(page);
      return;
    }
    for (KvPage lost : node.forget()) {
      if (cached.remove(lost)) {
        free(lost);
      }
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
      memory.close();
      cached.clear();
      inUse = 0;
    }
  }
}
