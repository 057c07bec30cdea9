package org.llamajvm.tokenizer.bpe;

import java.util.Arrays;

/** A list of ints that grows. Not safe for use by several threads at once. */
public final class IntList {

  private int[] items;
  private int size;

  /** An empty list with room for {@code capacity} ints. */
  public IntList(int capacity) {
    items = new int[Math.max(capacity, 4)];
  }

  /** How many ints there are. */
  public int size() {
    return size;
  }

  /**
   * The int at {@code index}.
   *
   * @throws IndexOutOfBoundsException if there is none
   */
  public int get(int index) {
    if (index >= size) {
      throw new IndexOutOfBoundsException(index);
    }
    return items[index];
  }

  /** Appends one. */
  public void add(int item) {
    if (size == items.length) {
      items = Arrays.copyOf(items, size * 2);
    }
    items[size++] = item;
  }

  /** Appends all. */
  public void addAll(int[] more) {
    if (items.length - size < more.length) {
      items = Arrays.copyOf(items, Math.max(size * 2, size + more.length));
    }
    System.arraycopy(more, 0, items, size, more.length);
    size += more.length;
  }

  /** A copy of the ints from index {@code from} to the end. */
  public int[] tail(int from) {
    return Arrays.copyOfRange(items, from, size);
  }

  /** A copy of all ints. */
  public int[] toArray() {
    return Arrays.copyOf(items, size);
  }
}
