package org.llamajvm.engine.cache;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The tokens of one sequence that a model has processed, and the tables of the pages that hold
 * their keys and values. Owns its share of the pages. One thread at a time.
 *
 * <p>Layers with a window give pages back that no later token sees. So a sequence can go back only
 * as far as they reach, to what was {@linkplain #mark marked}, or to its beginning.
 */
public final class Sequence implements AutoCloseable {

  private final KvPool pool;
  private final int capacity;
  private final int lengthClass;
  private final List<PageTable> tables; // of each kind

  /** Nodes of the known beginning, from the first page on. */
  private final List<PrefixNode> nodes = new ArrayList<>();

  private int[] tokens = {};
  private int length;

  /** Leading tokens that were processed as parts of prompts. */
  private int promptLength;

  private int mark;
  private boolean closed;

  /**
   * Begins an empty sequence.
   *
   * @param pool where pages come from, borrowed
   * @param capacity the most tokens there may be
   * @param lengthClass tells sequences apart whose keys differ, though their tokens are the same
   */
  public Sequence(KvPool pool, int capacity, int lengthClass) {
    this.pool = pool;
    this.capacity = capacity;
    this.lengthClass = lengthClass;
    tables = pool.kinds().all().stream().map(kind -> new PageTable(pool, kind, capacity)).toList();
  }

  /** Begins an empty sequence of a model that does not tell lengths apart. */
  public Sequence(KvPool pool, int capacity) {
    this(pool, capacity, 0);
  }

  /** The most tokens there may be. */
  public int capacity() {
    return capacity;
  }

  /** Only sequences of one class share pages. */
  public int lengthClass() {
    return lengthClass;
  }

  /** Tokens whose keys and values are there; the next token gets this position. */
  public int length() {
    return length;
  }

  /** The tokens; a copy. */
  public int[] tokens() {
    return Arrays.copyOf(tokens, length);
  }

  /**
   * The page that has the keys and values of a layer for the positions from {@code index · PAGE}
   * on.
   *
   * @return null if no later token sees them, and the page was given back
   */
  public KvPage page(int layer, int index) {
    return tables.get(pool.kinds().of(layer).index()).page(index);
  }

  /**
   * Makes room for further tokens, which {@link #append} counts when they were processed.
   *
   * @throws IllegalStateException if they do not fit into the capacity, or the sequence is closed
   * @throws KvPoolFullException if the pool has no room
   */
  public void reserve(int count) {
    checkRoom(count);
    try {
      for (PageTable table : tables) {
        table.open(length);
        table.grow(length + count, count);
      }
    } catch (KvPoolFullException e) {
      tables.forEach(table -> table.cut(length));
      throw e;
    }
  }

  /**
   * Makes room for further tokens that are processed piece by piece: takes all pages that every
   * later token sees. Those of a window are left to {@link #reserve}.
   *
   * @throws IllegalStateException if they do not fit into the capacity, or the sequence is closed
   * @throws KvPoolFullException if the pool has no room
   */
  public void prepare(int count) {
    checkRoom(count);
    try {
      for (PageTable table : tables) {
        if (!table.kind().isWindowed()) {
          table.grow(length + count, count);
        }
      }
    } catch (KvPoolFullException e) {
      tables.forEach(table -> table.cut(length));
      throw e;
    }
  }

  private void checkRoom(int count) {
    checkOpen();
    if (count > capacity - length) {
      throw new IllegalStateException(
          "%d positions do not fit into a context of %d"
              .formatted((long) length + count, capacity));
    }
  }

  /**
   * Counts tokens whose keys and values have been written.
   *
   * @param ids has the tokens
   * @param from first index, inclusive
   * @param to last index, exclusive
   * @param prompt whether they were processed as a part of a prompt: only pages of prompts are
   *     shared, because generated tokens may be added up in another order
   */
  public void append(int[] ids, int from, int to, boolean prompt) {
    int count = to - from;
    if (tokens.length < length + count) {
      tokens =
          Arrays.copyOf(tokens, Math.max(length + count, Math.min(2 * tokens.length, capacity)));
    }
    System.arraycopy(ids, from, tokens, length, count);
    if (prompt && promptLength == length) {
      promptLength += count;
    }
    length += count;
    publish();
    tables.forEach(table -> table.leave(length));
  }

  /** Makes full pages of the prompt known to others. */
  private void publish() {
    boolean known = true;
    while (known && nodes.size() < promptLength / KvLayout.PAGE) {
      int index = nodes.size();
      PrefixNode before = nodes.isEmpty() ? null : nodes.getLast();
      KvPage[] pages = new KvPage[tables.size()];
      Arrays.setAll(pages, kind -> tables.get(kind).page(index));
      PrefixNode node = pool.publish(pages, before, lengthClass, tokens, index * KvLayout.PAGE);
      known = node != null;
      if (known) {
        nodes.add(node);
        for (int kind = 0; kind < pages.length; kind++) {
          tables.get(kind).replace(index, pages[kind]);
        }
      }
    }
  }

  /**
   * Makes sure that an empty sequence gets every page that its capacity needs, whatever others take
   * meanwhile, and makes it as much of a prompt as is known without processing, in whole pages. Not
   * more than {@value KvLayout#PIECE} tokens are to be added at once, and nothing is to be marked.
   * Pages that see everything are not held ready for the sequence when it has given them back.
   *
   * @param prompt the tokens that the sequence will have
   * @param count how many of them may be taken
   * @return whether the pool has room; if not, nothing has changed
   * @throws IllegalStateException if the sequence is not empty or closed
   */
  public boolean admit(int[] prompt, int count) {
    checkOpen();
    if (length > 0 || promisedBlocks() > 0) {
      throw new IllegalStateException("The sequence has begun");
    }
    List<PrefixNode> known = pool.admit(lengthClass, prompt, Math.min(count, capacity), capacity);
    if (known == null) {
      return false;
    }
    tables.forEach(table -> table.admit(known));
    begin(known, prompt);
    return true;
  }

  private void begin(List<PrefixNode> known, int[] prompt) {
    nodes.addAll(known);
    int count = known.size() * KvLayout.PAGE;
    tokens = tokens.length < count ? Arrays.copyOf(prompt, count) : tokens;
    System.arraycopy(prompt, 0, tokens, 0, count);
    length = count;
    promptLength = count;
  }

  /**
   * Makes the sequence as much of a prompt as is known without processing: keeps the tokens that
   * they have in common, or takes the pages of another sequence that begins alike if that is more.
   *
   * @param prompt the tokens that the sequence will have
   * @param count how many of them may be taken
   * @return the sequence's length
   */
  public int adopt(int[] prompt, int count) {
    checkOpen();
    int mismatch = Arrays.mismatch(tokens, 0, length, prompt, 0, count);
    int kept = reachable(mismatch < 0 ? length : mismatch);
    int least = kept / KvLayout.PAGE + 1;
    List<PrefixNode> known =
        pool.share(lengthClass, prompt, Math.min(count, capacity), least, promisedBlocks());
    if (known.isEmpty()) {
      return rewind(kept);
    }
    forget(0);
    tables.forEach(table -> table.adopt(known));
    begin(known, prompt);
    return length;
  }

  private long promisedBlocks() {
    return tables.stream().mapToLong(PageTable::promisedBlocks).sum();
  }

  /**
   * Forgets all tokens from {@code position} on, and those before it to what the pages of windowed
   * layers reach.
   *
   * @return the sequence's length
   * @throws IllegalArgumentException if {@code position} is negative or beyond the length
   */
  public int rewind(int position) {
    if (position < 0 || position > length) {
      throw new IllegalArgumentException(
          "Cannot rewind from position %d to %d".formatted(length, position));
    }
    forget(reachable(position));
    tables.forEach(table -> table.cut(length));
    return length;
  }

  /** The last position, not after the given one, from which the sequence can go on. */
  private int reachable(int position) {
    if (reaches(position)) {
      return position;
    }
    return mark <= position && reaches(mark) ? mark : 0;
  }

  private boolean reaches(int position) {
    return tables.stream().allMatch(table -> table.reaches(position));
  }

  private void forget(int position) {
    length = position;
    promptLength = Math.min(promptLength, position);
    mark = Math.min(mark, position);
    while (nodes.size() > position / KvLayout.PAGE) {
      pool.letGo(nodes.removeLast());
    }
  }

  /**
   * Keeps the pages that let the sequence go back to where it is now, or a little before, in place
   * of those of an earlier mark.
   */
  public void mark() {
    mark = length;
    tables.forEach(table -> table.mark(length));
  }

  /** How a copy of keys and values is arranged: sequences of one layout may exchange them. */
  public String layout() {
    String description = pool.layout().description();
    return lengthClass == 0
        ? description
        : description + ", turned for lengths of class " + lengthClass;
  }

  /** Bytes of a copy of so many positions: whole pages. */
  public long byteSize(int positions) {
    return pool.layout().copyBytes(positions);
  }

  /**
   * Copies the keys and values out that later tokens see, as they lie: kind by kind of layers, page
   * by page, block by block the elements, then the scales in native byte order.
   *
   * @param target at least {@link #byteSize} of the length
   * @throws IndexOutOfBoundsException if the target is too short
   */
  public void copyTo(MemorySegment target) {
    checkOpen();
    long offset = 0;
    for (PageTable table : tables) {
      for (KvPage page : table.seen(length)) {
        offset = page.writeTo(target, offset);
      }
    }
  }

  /**
   * Becomes a sequence whose keys and values {@link #copyTo} has copied out.
   *
   * @param ids the tokens of that sequence
   * @param source what was written
   * @throws IllegalStateException if there are more tokens than the capacity
   * @throws IndexOutOfBoundsException if the source is too short; the sequence is empty then
   */
  public void copyFrom(int[] ids, MemorySegment source) {
    rewind(0);
    checkRoom(ids.length);
    try {
      long offset = 0;
      for (PageTable table : tables) {
        table.skip(ids.length);
        table.grow(ids.length, ids.length);
        for (KvPage page : table.seen(ids.length)) {
          offset = page.readFrom(source, offset);
        }
      }
    } catch (KvPoolFullException | IndexOutOfBoundsException e) {
      tables.forEach(table -> table.cut(0));
      throw e;
    }
    append(ids, 0, ids.length, false);
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("The sequence is closed");
    }
  }

  /** Gives the pages back. May be called again. */
  @Override
  public void close() {
    if (!closed) {
      rewind(0);
      tables.forEach(PageTable::close);
      closed = true;
    }
  }
}
