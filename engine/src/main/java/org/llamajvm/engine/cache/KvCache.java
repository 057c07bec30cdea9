package org.llamajvm.engine.cache;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.llamajvm.engine.kernel.KvType;

/**
 * The keys and values of one sequence, in pages of {@value #PAGE} positions that are allocated when
 * the first of their positions is written. Within a page, each key/value head of each layer has its
 * keys transposed, (headSize, PAGE), and its values as they come, (PAGE, headSize): so attention
 * reads both in order, with a lane for a position or for an element of the result.
 *
 * <p>Owns its memory, off the heap. Different positions may be written by different threads once
 * {@link #reserve} has made room for them.
 */
public final class KvCache implements AutoCloseable {

  /** Positions of a page. */
  public static final int PAGE = 128;

  private static final long ALIGNMENT = 64;

  private final int layers;
  private final int heads;
  private final int headSize;
  private final KvType type;
  private final int capacity;
  private final Arena arena = Arena.ofShared();
  private final List<MemorySegment[]> pages = new ArrayList<>();

  /**
   * Makes an empty cache.
   *
   * @param layers layers of the model
   * @param heads key/value heads of a layer
   * @param headSize elements of a head
   * @param type how elements are stored
   * @param capacity the most positions there may be
   */
  public KvCache(int layers, int heads, int headSize, KvType type, int capacity) {
    this.layers = layers;
    this.heads = heads;
    this.headSize = headSize;
    this.type = type;
    this.capacity = capacity;
  }

  /** The most positions there may be. */
  public int capacity() {
    return capacity;
  }

  /** How elements are stored. */
  public KvType type() {
    return type;
  }

  /** Bytes that a cache of so many positions takes: whole pages. */
  public static long byteSize(int layers, int heads, int headSize, KvType type, int positions) {
    long pages = Math.ceilDiv(positions, PAGE);
    return pages * layers * heads * 2L * PAGE * headSize * type.bytes();
  }

  /**
   * Makes room for the first {@code positions} positions.
   *
   * @throws IllegalStateException if that is more than the capacity
   */
  public void reserve(int positions) {
    if (positions > capacity) {
      throw new IllegalStateException(
          "%d positions do not fit into a context of %d".formatted(positions, capacity));
    }
    while (pages.size() * PAGE < positions) {
      pages.add(newPage());
    }
  }

  private MemorySegment[] newPage() {
    long bytes = (long) PAGE * headSize * type.bytes();
    MemorySegment memory = arena.allocate(2L * layers * heads * bytes, ALIGNMENT);
    MemorySegment[] parts = new MemorySegment[2 * layers * heads];
    for (int i = 0; i < parts.length; i++) {
      parts[i] = memory.asSlice(i * bytes, bytes);
    }
    return parts;
  }

  /** The keys of a page: (headSize, PAGE), borrowed. */
  public MemorySegment keys(int layer, int head, int page) {
    return pages.get(page)[2 * (layer * heads + head)];
  }

  /** The values of a page: (PAGE, headSize), borrowed. */
  public MemorySegment values(int layer, int head, int page) {
    return pages.get(page)[2 * (layer * heads + head) + 1];
  }

  /**
   * Writes one head's key and value at a position.
   *
   * @param source holds the key (headSize) at {@code keyOffset} and the value at {@code
   *     valueOffset}
   */
  public void put(
      int layer, int head, int position, float[] source, int keyOffset, int valueOffset) {
    MemorySegment keys = keys(layer, head, position / PAGE);
    MemorySegment values = values(layer, head, position / PAGE);
    int slot = position % PAGE;
    switch (type) {
      case F32 -> {
        for (int i = 0; i < headSize; i++) {
          keys.setAtIndex(ValueLayout.JAVA_FLOAT, (long) i * PAGE + slot, source[keyOffset + i]);
        }
        MemorySegment.copy(
            source, valueOffset, values, ValueLayout.JAVA_FLOAT, 4L * slot * headSize, headSize);
      }
    }
  }

  /** Gives the memory back. */
  @Override
  public void close() {
    arena.close();
  }
}
