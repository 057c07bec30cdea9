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
 * reads both in order, with a lane for a position or for an element of the result. Scales, where
 * the type has them, lie apart.
 *
 * <p>Owns its memory, but for scales off the heap. Different positions may be written by different
 * threads once {@link #reserve} has made room for them.
 */
public final class KvCache implements AutoCloseable {

  /** Positions of a page. */
  public static final int PAGE = 128;

  private static final long ALIGNMENT = 64;
  private static final float LARGEST_CODE = 127;
  private static final ValueLayout.OfFloat SCALE = ValueLayout.JAVA_FLOAT_UNALIGNED;

  private final int layers;
  private final int heads;
  private final int headSize;
  private final KvType type;
  private final int capacity;
  private final Arena arena = Arena.ofShared();
  private final List<Page> pages = new ArrayList<>();

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
    return pages * layers * heads * 2L * PAGE * type.vectorBytes(headSize);
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

  private Page newPage() {
    int vectors = 2 * layers * heads;
    long bytes = (long) PAGE * headSize * type.bytes();
    MemorySegment memory = arena.allocate(vectors * bytes, ALIGNMENT);
    MemorySegment[] elements = new MemorySegment[vectors];
    for (int i = 0; i < vectors; i++) {
      elements[i] = memory.asSlice(i * bytes, bytes);
    }
    return new Page(memory, elements, new float[vectors][type.scaled() ? PAGE : 0]);
  }

  /** The keys of a page: (headSize, PAGE), borrowed. */
  public MemorySegment keys(int layer, int head, int page) {
    return pages.get(page).elements[keyIndex(layer, head)];
  }

  /** The values of a page: (PAGE, headSize), borrowed. */
  public MemorySegment values(int layer, int head, int page) {
    return pages.get(page).elements[keyIndex(layer, head) + 1];
  }

  /** The scales of a page's keys, (PAGE), borrowed; empty if the type has none. */
  public float[] keyScales(int layer, int head, int page) {
    return pages.get(page).scales[keyIndex(layer, head)];
  }

  /** The scales of a page's values, (PAGE), borrowed; empty if the type has none. */
  public float[] valueScales(int layer, int head, int page) {
    return pages.get(page).scales[keyIndex(layer, head) + 1];
  }

  private int keyIndex(int layer, int head) {
    return 2 * (layer * heads + head);
  }

  /**
   * Writes one head's key and value at a position.
   *
   * @param source holds the key (headSize) at {@code keyOffset} and the value at {@code
   *     valueOffset}
   */
  public void put(
      int layer, int head, int position, float[] source, int keyOffset, int valueOffset) {
    int page = position / PAGE;
    int slot = position % PAGE;
    float[] keyScales = keyScales(layer, head, page);
    float[] valueScales = valueScales(layer, head, page);
    write(source, keyOffset, keys(layer, head, page), slot, PAGE, keyScales, slot);
    write(source, valueOffset, values(layer, head, page), slot * headSize, 1, valueScales, slot);
  }

  /** Writes a vector (headSize) to the elements {@code first}, {@code first + step}, … */
  private void write(
      float[] source,
      int offset,
      MemorySegment elements,
      int first,
      int step,
      float[] scales,
      int slot) {
    switch (type) {
      case F32 -> {
        for (int i = 0; i < headSize; i++) {
          elements.setAtIndex(ValueLayout.JAVA_FLOAT, first + i * step, source[offset + i]);
        }
      }
      case F16 -> {
        for (int i = 0; i < headSize; i++) {
          short bits = Float.floatToFloat16(source[offset + i]);
          elements.setAtIndex(ValueLayout.JAVA_SHORT, first + i * step, bits);
        }
      }
      case Q8 -> {
        float largest = 0;
        for (int i = 0; i < headSize; i++) {
          largest = Math.max(largest, Math.abs(source[offset + i]));
        }
        scales[slot] = largest / LARGEST_CODE;
        float inverse = LARGEST_CODE / largest;
        inverse = Float.isFinite(inverse) ? inverse : 0;
        for (int i = 0; i < headSize; i++) {
          byte code = (byte) Math.rint(source[offset + i] * inverse);
          elements.set(ValueLayout.JAVA_BYTE, first + i * step, code);
        }
      }
    }
  }

  /** How a copy of positions is arranged: caches of one layout may exchange them. */
  public String layout() {
    return "%s, %d layers, %d heads of %d elements, pages of %d"
        .formatted(type, layers, heads, headSize, PAGE);
  }

  /** Bytes of a copy of so many positions: whole pages. */
  public long byteSize(int positions) {
    return byteSize(layers, heads, headSize, type, positions);
  }

  /**
   * Copies the first positions out as they lie: page by page the elements, then the scales in
   * native byte order.
   *
   * @param target at least {@link #byteSize(int)} bytes
   * @throws IndexOutOfBoundsException if the target is too short or there are fewer positions
   */
  public void copyTo(int positions, MemorySegment target) {
    long offset = 0;
    for (Page page : pages.subList(0, Math.ceilDiv(positions, PAGE))) {
      MemorySegment.copy(page.memory, 0, target, offset, page.memory.byteSize());
      offset += page.memory.byteSize();
      for (float[] scales : page.scales) {
        MemorySegment.copy(scales, 0, target, SCALE, offset, scales.length);
        offset += (long) scales.length * Float.BYTES;
      }
    }
  }

  /**
   * Overwrites the first positions with what {@link #copyTo} wrote for a cache of this layout.
   *
   * @throws IllegalStateException if the positions are more than the capacity
   * @throws IndexOutOfBoundsException if the source is too short
   */
  public void copyFrom(MemorySegment source, int positions) {
    reserve(positions);
    long offset = 0;
    for (Page page : pages.subList(0, Math.ceilDiv(positions, PAGE))) {
      MemorySegment.copy(source, offset, page.memory, 0, page.memory.byteSize());
      offset += page.memory.byteSize();
      for (float[] scales : page.scales) {
        MemorySegment.copy(source, SCALE, offset, scales, 0, scales.length);
        offset += (long) scales.length * Float.BYTES;
      }
    }
  }

  /** Gives the memory back. */
  @Override
  public void close() {
    arena.close();
  }

  /**
   * A page of every head of every layer: each head's keys, then its values.
   *
   * @param memory all elements
   * @param elements (2 · layers · heads) pages of elements, slices of the memory
   * @param scales (2 · layers · heads, PAGE or none)
   */
  private record Page(MemorySegment memory, MemorySegment[] elements, float[][] scales) {}
}
