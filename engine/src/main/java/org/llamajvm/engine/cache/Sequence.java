package org.llamajvm.engine.cache;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The tokens of one sequence that a model has processed, and the table of the pages that hold their
 * keys and values. Owns its share of the pages. One thread at a time.
 */
public final class Sequence implements AutoCloseable {

  private final KvPool pool;
  private final int capacity;
  private final int lengthClass;
  private final List<KvPage> pages = new ArrayList<>();
  private int[] tokens = {};
  private int length;

  /** Leading tokens that were processed as parts of prompts. */
  private int promptLength;

  /** Pages that the pool holds ready for the sequence. */
  private int promised;

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

  /** The page of the positions from {@code index · PAGE} on. */
  public KvPage page(int index) {
    return pages.get(index);
  }

  /**
   * Makes room for further tokens, which {@link #append} counts when they were processed.
   *
   * @throws IllegalStateException if they do not fit into the capacity, or the sequence is closed
   * @throws KvPoolFullException if the pool has no room
   */
  public void reserve(int count) {
    checkOpen();
    if (count > capacity - length) {
      throw new IllegalStateException(
          "%d positions do not fit into a context of %d"
              .formatted((long) length + count, capacity));
    }
    try {
      takePages(count);
    } catch (KvPoolFullException e) {
      releasePages();
      throw e;
    }
  }

  private void takePages(int count) {
    int open = length / KvLayout.PAGE;
    if (length % KvLayout.PAGE != 0) {
      KvPage before = open == 0 ? null : pages.get(open - 1);
      KvPage page = pages.get(open);
      pages.set(open, pool.writable(page, before, open, remaining(open)));
    }
    while (pages.size() < KvLayout.pages(length + count)) {
      int owned = pages.size();
      KvPage last = owned == 0 ? null : pages.getLast();
      int together = Math.max(owned, KvLayout.pages(count));
      pages.add(pool.take(last, together, remaining(owned), promised > 0));
      promised = Math.max(0, promised - 1);
    }
  }

  private int remaining(int owned) {
    return KvLayout.pages(capacity) - owned;
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
    int first = promptLength / KvLayout.PAGE;
    if (prompt && promptLength == length) {
      promptLength += count;
    }
    length += count;
    for (int page = first; page < promptLength / KvLayout.PAGE; page++) {
      KvPage before = page == 0 ? null : pages.get(page - 1);
      pages.set(
          page, pool.publish(pages.get(page), before, lengthClass, tokens, page * KvLayout.PAGE));
    }
  }

  /**
   * Makes sure that an empty sequence gets every page that its capacity needs, whatever others take
   * meanwhile, and makes it as much of a prompt as is known without processing, in whole pages.
   * Pages that the sequence gives back are not held ready for it.
   *
   * @param prompt the tokens that the sequence will have
   * @param count how many of them may be taken
   * @return whether the pool has room; if not, nothing has changed
   * @throws IllegalStateException if the sequence is not empty or closed
   */
  public boolean admit(int[] prompt, int count) {
    checkOpen();
    if (length > 0 || promised > 0) {
      throw new IllegalStateException("The sequence has begun");
    }
    int wanted = KvLayout.pages(capacity);
    List<KvPage> shared = pool.admit(lengthClass, prompt, Math.min(count, capacity), wanted);
    if (shared == null) {
      return false;
    }
    begin(shared, prompt);
    promised = wanted - shared.size();
    return true;
  }

  private void begin(List<KvPage> shared, int[] prompt) {
    pages.addAll(shared);
    int known = shared.size() * KvLayout.PAGE;
    tokens = tokens.length < known ? Arrays.copyOf(prompt, known) : tokens;
    System.arraycopy(prompt, 0, tokens, 0, known);
    length = known;
    promptLength = known;
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
    int kept = mismatch < 0 ? length : mismatch;
    int least = kept / KvLayout.PAGE + 1;
    List<KvPage> shared =
        pool.share(lengthClass, prompt, Math.min(count, capacity), least, promised);
    if (shared.isEmpty()) {
      rewind(kept);
      return length;
    }
    int before = pages.size();
    rewind(0);
    begin(shared, prompt);
    withdraw(Math.min(promised, Math.max(0, shared.size() - before)));
    return length;
  }

  private void withdraw(int count) {
    pool.withdraw(count);
    promised -= count;
  }

  /**
   * Forgets all tokens from {@code position} on.
   *
   * @throws IllegalArgumentException if {@code position} is negative or beyond the length
   */
  public void rewind(int position) {
    if (position < 0 || position > length) {
      throw new IllegalArgumentException(
          "Cannot rewind from position %d to %d".formatted(length, position));
    }
    length = position;
    promptLength = Math.min(promptLength, position);
    releasePages();
  }

  /** Gives back what lies beyond the length. */
  private void releasePages() {
    while (pages.size() > KvLayout.pages(length)) {
      pool.release(pages.removeLast());
    }
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
    return pool.layout().byteSize(positions);
  }

  /**
   * Copies keys and values out as they lie: page by page the elements, then the scales in native
   * byte order.
   *
   * @param target at least {@link #byteSize} of the length
   * @throws IndexOutOfBoundsException if the target is too short
   */
  public void copyTo(MemorySegment target) {
    checkOpen();
    long offset = 0;
    for (KvPage page : pages.subList(0, KvLayout.pages(length))) {
      offset = page.writeTo(target, offset);
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
    reserve(ids.length);
    long offset = 0;
    for (KvPage page : pages) {
      offset = page.readFrom(source, offset);
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
      withdraw(promised);
      closed = true;
    }
  }
}
