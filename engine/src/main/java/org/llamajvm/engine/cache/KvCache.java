package org.llamajvm.engine.cache;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.llamajvm.engine.kernel.KvType;
import org.llamajvm.engine.kernel.PageKernel;

/**
 * The keys and values of one sequence, in pages of {@value #PAGE} positions that are allocated when
 * the first of their positions is written. Within a page, each key/value head of each layer has its
 * keys transposed, (headSize, PAGE), and its values as they come, (PAGE, headSize), the columns of
 * both in the {@linkplain PageKernel strips} of the kernels, the last strip of values filled up
 * with zeros: so attention reads both in order, with a lane for a position or for an element of the
 * result. Scales, where the type has them, lie apart.
 *
 * <p>As the cache grows, up to {@value #BLOCK} pages are allocated together, and in their memory
 * the pages of one head follow each other: attention reads the pages of one head, and where it
 * jumps to another place, processors have to look up where that is.
 *
 * <p>Owns its memory, but for scales off the heap. Different positions may be written by different
 * threads once {@link #reserve} has made room for them.
 */
public final class KvCache implements AutoCloseable {

  /** Positions of a page. */
  public static final int PAGE = PageKernel.PANEL;

  private static final int STRIP = PageKernel.STRIP;

  /** Columns of a strip that lie at equal distances. */
  private static final int RUN = STRIP / 2;

  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** The most pages that are allocated together. */
  private static final int BLOCK = 8;

  /** Begins a page of the system, beyond which processors do not read ahead. */
  private static final long ALIGNMENT = 4096;

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

  /** Strips of a page of values. */
  public int valueStrips() {
    return valueStrips(headSize);
  }

  private static int valueStrips(int headSize) {
    return Math.ceilDiv(headSize, STRIP);
  }

  /** Bytes that a cache of so many positions takes: whole pages. */
  public static long byteSize(int layers, int heads, int headSize, KvType type, int positions) {
    long pages = Math.ceilDiv(positions, PAGE);
    int filler = valueStrips(headSize) * STRIP - headSize;
    int position = 2 * type.vectorBytes(headSize) + filler * type.bytes();
    return pages * layers * heads * PAGE * position;
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
    int needed = Math.ceilDiv(positions, PAGE);
    while (pages.size() < needed) {
      int most = Math.min(BLOCK, Math.ceilDiv(capacity, PAGE) - pages.size());
      addPages(Math.clamp(Math.max(pages.size(), needed - pages.size()), 1, most));
    }
  }

  private void addPages(int count) {
    int vectors = 2 * layers * heads;
    long keyBytes = (long) PAGE * headSize * type.bytes();
    long valueBytes = (long) PAGE * valueStrips() * STRIP * type.bytes();
    long bytes = (long) count * layers * heads * (keyBytes + valueBytes);
    MemorySegment memory = arena.allocate(bytes + PageKernel.READ_AHEAD, ALIGNMENT);
    MemorySegment[][] elements = new MemorySegment[count][vectors];
    long offset = 0;
    for (int i = 0; i < vectors; i += 2) {
      for (MemorySegment[] page : elements) {
        page[i] = memory.asSlice(offset, keyBytes + PageKernel.READ_AHEAD);
        offset += keyBytes;
        page[i + 1] = memory.asSlice(offset, valueBytes + PageKernel.READ_AHEAD);
        offset += valueBytes;
      }
    }
    for (MemorySegment[] page : elements) {
      pages.add(new Page(page, new float[vectors][type.scaled() ? PAGE : 0]));
    }
  }

  /** The keys of a page: (headSize, PAGE) in strips, borrowed. */
  public MemorySegment keys(int layer, int head, int page) {
    return pages.get(page).elements[keyIndex(layer, head)];
  }

  /** The values of a page: (PAGE, headSize) in strips, borrowed. */
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
    float keyFactor = factor(source, keyOffset, keyScales(layer, head, page), slot);
    float valueFactor = factor(source, valueOffset, valueScales(layer, head, page), slot);
    int first = slot / STRIP * headSize * STRIP + type.place(slot % STRIP);
    write(source, keyOffset, headSize, keyFactor, keys(layer, head, page), first, STRIP);
    MemorySegment values = values(layer, head, page);
    for (int i = 0; i < headSize; i += RUN) {
      first = (i / STRIP * PAGE + slot) * STRIP + type.place(i % STRIP);
      int length = Math.min(RUN, headSize - i);
      write(source, valueOffset + i, length, valueFactor, values, first, type.place(1));
    }
  }

  /** Sets the scale of a vector, if the type has one, and returns the factor that undoes it. */
  private float factor(float[] source, int offset, float[] scales, int slot) {
    if (!type.scaled()) {
      return 1;
    }
    float largest = 0;
    for (int i = 0; i < headSize; i++) {
      largest = Math.max(largest, Math.abs(source[offset + i]));
    }
    scales[slot] = largest / LARGEST_CODE;
    float inverse = LARGEST_CODE / largest;
    return Float.isFinite(inverse) ? inverse : 0;
  }

  /** Writes floats, times a factor, to the elements {@code first}, {@code first + step}, … */
  private void write(
      float[] source,
      int offset,
      int length,
      float factor,
      MemorySegment elements,
      int first,
      int step) {
    switch (type) {
      case F32 -> {
        for (int i = 0; i < length; i++) {
          elements.setAtIndex(ValueLayout.JAVA_FLOAT, first + i * step, source[offset + i]);
        }
      }
      case F16 -> {
        for (int i = 0; i < length; i++) {
          short bits = Float.floatToFloat16(source[offset + i]);
          elements.setAtIndex(SHORT, first + i * step, bits);
        }
      }
      case Q8 -> {
        for (int i = 0; i < length; i++) {
          byte code = (byte) Math.rint(source[offset + i] * factor);
          elements.set(ValueLayout.JAVA_BYTE, first + i * step, code);
        }
      }
    }
  }

  /** How a copy of positions is arranged: caches of one layout may exchange them. */
  public String layout() {
    return "%s, %d layers, %d heads of %d elements, pages of %d in strips of %d"
        .formatted(type, layers, heads, headSize, PAGE, STRIP);
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
      for (MemorySegment elements : page.elements) {
        long bytes = elements.byteSize() - PageKernel.READ_AHEAD;
        MemorySegment.copy(elements, 0, target, offset, bytes);
        offset += bytes;
      }
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
      for (MemorySegment elements : page.elements) {
        long bytes = elements.byteSize() - PageKernel.READ_AHEAD;
        MemorySegment.copy(source, offset, elements, 0, bytes);
        offset += bytes;
      }
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
   * @param elements (2 · layers · heads) matrices, each with some bytes more that kernels may read
   * @param scales (2 · layers · heads, PAGE or none)
   */
  private record Page(MemorySegment[] elements, float[][] scales) {}
}
