package org.llamajvm.tokenizer.bpe;

import java.util.Arrays;

/** A binary heap of longs, smallest first. */
final class LongHeap {

  private long[] items = new long[64];
  private int size;

  boolean isEmpty() {
    return size == 0;
  }

  void clear() {
    size = 0;
  }

  void push(long item) {
    if (size == items.length) {
      items = Arrays.copyOf(items, size * 2);
    }
    int hole = size++;
    while (hole > 0) {
      int parent = (hole - 1) >>> 1;
      if (items[parent] <= item) {
        break;
      }
      items[hole] = items[parent];
      hole = parent;
    }
    items[hole] = item;
  }

  long pop() {
    long smallest = items[0];
    long last = items[--size];
    int hole = 0;
    for (int child = 1; child < size; child = 2 * hole + 1) {
      if (child + 1 < size && items[child + 1] < items[child]) {
        child++;
      }
      if (items[child] >= last) {
        break;
      }
      items[hole] = items[child];
      hole = child;
    }
    items[hole] = last;
    return smallest;
  }
}
