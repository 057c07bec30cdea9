package org.llamajvm.engine.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.llamajvm.engine.cache.KvCache.PAGE;
import static org.llamajvm.engine.kernel.PageKernel.READ_AHEAD;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.llamajvm.engine.kernel.KvType;

class KvCacheTest {

  private static final int LAYERS = 2;
  private static final int HEADS = 3;
  private static final int SIZE = 38;
  private static final int POSITIONS = PAGE + 5;

  @ParameterizedTest
  @EnumSource
  void everyKeyAndValueComesBack(KvType type) {
    try (KvCache cache = new KvCache(LAYERS, HEADS, SIZE, type, POSITIONS)) {
      cache.reserve(POSITIONS);
      for (int layer = 0; layer < LAYERS; layer++) {
        for (int head = 0; head < HEADS; head++) {
          for (int position = 0; position < POSITIONS; position++) {
            cache.put(layer, head, position, vectors(layer, head, position), 1, 1 + SIZE);
          }
        }
      }
      for (int layer = 0; layer < LAYERS; layer++) {
        for (int head = 0; head < HEADS; head++) {
          for (int position = 0; position < POSITIONS; position++) {
            assertStored(cache, layer, head, position);
          }
        }
      }
    }
  }

  private static void assertStored(KvCache cache, int layer, int head, int position) {
    float[] vectors = vectors(layer, head, position);
    int page = position / PAGE;
    int slot = position % PAGE;
    MemorySegment keys = cache.keys(layer, head, page);
    MemorySegment values = cache.values(layer, head, page);
    float[] keyScales = cache.keyScales(layer, head, page);
    float[] valueScales = cache.valueScales(layer, head, page);
    for (int i = 0; i < SIZE; i++) {
      float key = element(cache.type(), keys, index(cache.type(), SIZE, i, slot), keyScales, slot);
      float value =
          element(cache.type(), values, index(cache.type(), PAGE, slot, i), valueScales, slot);
      assertThat(Math.abs(key - vectors[1 + i])).isLessThanOrEqualTo(step(cache.type(), 100));
      assertThat(Math.abs(value - vectors[1 + SIZE + i]))
          .isLessThanOrEqualTo(step(cache.type(), 100));
    }
  }

  @ParameterizedTest
  @EnumSource
  void zerosAndTinyVectorsStayFinite(KvType type) {
    try (KvCache cache = new KvCache(1, 1, 2, type, 1)) {
      cache.reserve(1);
      for (float tiny : new float[] {0, Float.MIN_VALUE, 1e-38f, -1e-30f}) {
        cache.put(0, 0, 0, new float[] {tiny, 0, tiny, tiny}, 0, 2);
        float[] scales = cache.keyScales(0, 0, 0);
        float stored = element(type, cache.keys(0, 0, 0), 0, scales, 0);
        assertThat(Math.abs(stored - tiny)).isLessThanOrEqualTo(Math.abs(tiny));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void memoryIsWholePages(KvType type) {
    long scales = type.scaled() ? 2 * 4 : 0;
    long page = LAYERS * HEADS * (long) PAGE * ((SIZE + 64L) * type.bytes() + scales);
    assertThat(KvCache.byteSize(LAYERS, HEADS, SIZE, type, 0)).isZero();
    assertThat(KvCache.byteSize(LAYERS, HEADS, SIZE, type, 1)).isEqualTo(page);
    assertThat(KvCache.byteSize(LAYERS, HEADS, SIZE, type, PAGE)).isEqualTo(page);
    assertThat(KvCache.byteSize(LAYERS, HEADS, SIZE, type, PAGE + 1)).isEqualTo(2 * page);
    assertThat(KvCache.byteSize(80, 8, 128, type, 1 << 20))
        .isEqualTo(80L * 8 * 2 * (1 << 20) * (128L * type.bytes() + (type.scaled() ? 4 : 0)));
  }

  @Test
  void pagesKeepTheirPlaceWhenTheCacheGrows() {
    try (KvCache cache = new KvCache(1, 1, SIZE, KvType.F32, 10 * PAGE)) {
      cache.reserve(1);
      MemorySegment first = cache.keys(0, 0, 0);
      cache.reserve(10 * PAGE);
      cache.reserve(3);
      assertThat(cache.keys(0, 0, 0).address()).isEqualTo(first.address());
      assertThat(cache.keys(0, 0, 9).byteSize()).isEqualTo(4L * PAGE * SIZE + READ_AHEAD);
      assertThatThrownBy(() -> cache.keys(0, 0, 10)).isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aCopyOfPagesThatWereAllocatedOtherwiseIsTheSame(KvType type) {
    int positions = 11 * PAGE;
    try (KvCache original = new KvCache(1, 2, SIZE, type, positions);
        KvCache copy = new KvCache(1, 2, SIZE, type, positions);
        Arena arena = Arena.ofConfined()) {
      for (int position = 0; position < positions; position++) {
        original.reserve(position + 1);
        original.put(0, 1, position, vectors(0, 0, position % POSITIONS), 1, 1 + SIZE);
      }
      MemorySegment bytes = arena.allocate(original.byteSize(positions));
      original.copyTo(positions, bytes);
      copy.copyFrom(bytes, positions);
      assertThat(copy.layout()).isEqualTo(original.layout());
      for (int page = 0; page < positions / PAGE; page++) {
        assertThat(content(copy.keys(0, 1, page))).isEqualTo(content(original.keys(0, 1, page)));
        assertThat(content(copy.values(0, 1, page)))
            .isEqualTo(content(original.values(0, 1, page)));
        assertThat(copy.keyScales(0, 1, page)).isEqualTo(original.keyScales(0, 1, page));
        assertThat(copy.valueScales(0, 1, page)).isEqualTo(original.valueScales(0, 1, page));
      }
    }
  }

  private static byte[] content(MemorySegment page) {
    return page.asSlice(0, page.byteSize() - READ_AHEAD).toArray(ValueLayout.JAVA_BYTE);
  }

  @Test
  void moreThanTheCapacityIsRefused() {
    try (KvCache cache = new KvCache(1, 1, SIZE, KvType.F32, 7)) {
      cache.reserve(7);
      assertThatIllegalStateException()
          .isThrownBy(() -> cache.reserve(8))
          .withMessage("8 positions do not fit into a context of 7");
    }
  }

  @Test
  void aClosedCacheIsGone() {
    KvCache cache = new KvCache(1, 1, SIZE, KvType.F32, 7);
    cache.reserve(1);
    cache.close();
    assertThatIllegalStateException()
        .isThrownBy(() -> cache.put(0, 0, 0, new float[2 * SIZE], 0, SIZE));
  }

  /** A float that is not part of them, a key and a value, all different, of at most 100. */
  private static float[] vectors(int layer, int head, int position) {
    float[] vectors = new float[1 + 2 * SIZE];
    for (int i = 0; i < vectors.length; i++) {
      int place = ((layer * HEADS + head) * POSITIONS + position) * vectors.length + i;
      vectors[i] = (place * 7919) % 20_011 / 200f - 50;
    }
    return vectors;
  }

  /** Where the element of a row and a column lies, in strips of 32 columns. */
  private static int index(KvType type, int rows, int row, int column) {
    int place = column % 32;
    if (type == KvType.F16) {
      place = place < 16 ? 2 * place : 2 * (place - 16) + 1;
    }
    return (column / 32 * rows + row) * 32 + place;
  }

  private static float element(
      KvType type, MemorySegment elements, int index, float[] scales, int slot) {
    return switch (type) {
      case F32 -> elements.getAtIndex(ValueLayout.JAVA_FLOAT, index);
      case F16 -> Float.float16ToFloat(elements.getAtIndex(ValueLayout.JAVA_SHORT, index));
      case Q8 -> elements.get(ValueLayout.JAVA_BYTE, index) * scales[slot];
    };
  }

  /** What rounding may take from a number up to {@code largest}. */
  private static float step(KvType type, float largest) {
    return switch (type) {
      case F32 -> 0;
      case F16 -> largest / 2048;
      case Q8 -> largest / 254;
    };
  }
}
