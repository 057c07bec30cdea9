package org.llamajvm.engine.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.llamajvm.engine.cache.KvLayout.PAGE;
import static org.llamajvm.engine.kernel.PageKernel.READ_AHEAD;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.llamajvm.engine.kernel.KvType;

class SequenceTest {

  private static final int LAYERS = 2;
  private static final int HEADS = 3;
  private static final int SIZE = 38;
  private static final int POSITIONS = PAGE + 5;

  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open.reversed()) {
      each.close();
    }
  }

  private static KvLayout layout(int layers, int heads, int size, KvType type) {
    return new KvLayout(type, Collections.nCopies(layers, new KvLayout.Heads(heads, size)));
  }

  private KvPool pool(int layers, int heads, int size, KvType type) {
    KvPool pool = new KvPool(layout(layers, heads, size, type), Long.MAX_VALUE);
    open.add(pool);
    return pool;
  }

  private Sequence sequence(KvPool pool, int capacity) {
    Sequence sequence = new Sequence(pool, capacity);
    open.add(sequence);
    return sequence;
  }

  @ParameterizedTest
  @EnumSource
  void everyKeyAndValueComesBack(KvType type) {
    Sequence sequence = sequence(pool(LAYERS, HEADS, SIZE, type), POSITIONS);
    sequence.reserve(POSITIONS);
    KvWriter writer = new KvWriter(type, SIZE);
    for (int layer = 0; layer < LAYERS; layer++) {
      for (int head = 0; head < HEADS; head++) {
        for (int position = 0; position < POSITIONS; position++) {
          KvPage page = sequence.page(layer, position / PAGE);
          float[] vectors = vectors(layer, head, position);
          writer.put(page, layer, head, position % PAGE, vectors, 1, 1 + SIZE);
        }
      }
    }
    for (int layer = 0; layer < LAYERS; layer++) {
      for (int head = 0; head < HEADS; head++) {
        for (int position = 0; position < POSITIONS; position++) {
          assertStored(type, sequence.page(layer, position / PAGE), layer, head, position);
        }
      }
    }
  }

  private static void assertStored(KvType type, KvPage page, int layer, int head, int position) {
    float[] vectors = vectors(layer, head, position);
    int slot = position % PAGE;
    MemorySegment keys = page.keys(layer, head);
    MemorySegment values = page.values(layer, head);
    float[] keyScales = page.keyScales(layer, head);
    float[] valueScales = page.valueScales(layer, head);
    for (int i = 0; i < SIZE; i++) {
      float key = element(type, keys, index(type, SIZE, i, slot), keyScales, slot);
      float value = element(type, values, index(type, PAGE, slot, i), valueScales, slot);
      assertThat(Math.abs(key - vectors[1 + i])).isLessThanOrEqualTo(step(type, 100));
      assertThat(Math.abs(value - vectors[1 + SIZE + i])).isLessThanOrEqualTo(step(type, 100));
    }
  }

  @ParameterizedTest
  @EnumSource
  void zerosAndTinyVectorsStayFinite(KvType type) {
    Sequence sequence = sequence(pool(1, 1, 2, type), 1);
    sequence.reserve(1);
    KvPage page = sequence.page(0, 0);
    for (float tiny : new float[] {0, Float.MIN_VALUE, 1e-38f, -1e-30f}) {
      new KvWriter(type, 2).put(page, 0, 0, 0, new float[] {tiny, 0, tiny, tiny}, 0, 2);
      float stored = element(type, page.keys(0, 0), 0, page.keyScales(0, 0), 0);
      assertThat(Math.abs(stored - tiny)).isLessThanOrEqualTo(Math.abs(tiny));
    }
  }

  @ParameterizedTest
  @EnumSource
  void memoryIsWholePages(KvType type) {
    long scales = type.scaled() ? 2 * 4 : 0;
    long page = LAYERS * HEADS * (long) PAGE * ((SIZE + 64L) * type.bytes() + scales);
    KvLayout small = layout(LAYERS, HEADS, SIZE, type);
    assertThat(small.byteSize(0)).isZero();
    assertThat(small.byteSize(1)).isEqualTo(page);
    assertThat(small.byteSize(PAGE)).isEqualTo(page);
    assertThat(small.byteSize(PAGE + 1)).isEqualTo(2 * page);
    assertThat(layout(80, 8, 128, type).byteSize(1 << 20))
        .isEqualTo(80L * 8 * 2 * (1 << 20) * (128L * type.bytes() + (type.scaled() ? 4 : 0)));
  }

  @Test
  void pagesKeepTheirPlaceWhenTheSequenceGrows() {
    Sequence sequence = sequence(pool(1, 1, SIZE, KvType.F32), 10 * PAGE);
    sequence.reserve(1);
    MemorySegment first = sequence.page(0, 0).keys(0, 0);
    sequence.reserve(10 * PAGE);
    sequence.reserve(3);
    assertThat(sequence.page(0, 0).keys(0, 0).address()).isEqualTo(first.address());
    assertThat(sequence.page(0, 9).keys(0, 0).byteSize()).isEqualTo(4L * PAGE * SIZE + READ_AHEAD);
    assertThatThrownBy(() -> sequence.page(0, 10)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @ParameterizedTest
  @EnumSource
  void aCopyOfPagesThatWereAllocatedOtherwiseIsTheSame(KvType type) {
    int positions = 11 * PAGE;
    KvPool pool = pool(1, 2, SIZE, type);
    Sequence original = sequence(pool, positions);
    Sequence copy = sequence(pool, positions);
    KvWriter writer = new KvWriter(type, SIZE);
    int[] tokens = new int[positions];
    for (int position = 0; position < positions; position++) {
      original.reserve(1);
      KvPage page = original.page(0, position / PAGE);
      writer.put(page, 0, 1, position % PAGE, vectors(0, 0, position % POSITIONS), 1, 1 + SIZE);
      original.append(tokens, position, position + 1, false);
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bytes = arena.allocate(original.byteSize(positions));
      original.copyTo(bytes);
      copy.copyFrom(tokens, bytes);
    }
    assertThat(copy.length()).isEqualTo(positions);
    for (int i = 0; i < positions / PAGE; i++) {
      KvPage a = copy.page(0, i);
      KvPage b = original.page(0, i);
      assertThat(content(a.keys(0, 1))).isEqualTo(content(b.keys(0, 1)));
      assertThat(content(a.values(0, 1))).isEqualTo(content(b.values(0, 1)));
      assertThat(a.keyScales(0, 1)).isEqualTo(b.keyScales(0, 1));
      assertThat(a.valueScales(0, 1)).isEqualTo(b.valueScales(0, 1));
    }
  }

  @Test
  void theLayoutIsDescribedAsInFilesThatWereWrittenBefore() {
    assertThat(sequence(pool(2, 3, SIZE, KvType.F16), 1).layout())
        .isEqualTo("F16, 2 layers, 3 heads of 38 elements, pages of 128 in strips of 32");
  }

  private static byte[] content(MemorySegment page) {
    return page.asSlice(0, page.byteSize() - READ_AHEAD).toArray(ValueLayout.JAVA_BYTE);
  }

  @Test
  void moreThanTheCapacityIsRefused() {
    Sequence sequence = sequence(pool(1, 1, SIZE, KvType.F32), 7);
    sequence.reserve(7);
    assertThatIllegalStateException()
        .isThrownBy(() -> sequence.reserve(8))
        .withMessage("8 positions do not fit into a context of 7");
  }

  @Test
  void aClosedSequenceIsGoneAndMayBeClosedAgain() {
    Sequence sequence = sequence(pool(1, 1, SIZE, KvType.F32), 7);
    sequence.reserve(1);
    sequence.close();
    sequence.close();
    assertThatIllegalStateException().isThrownBy(() -> sequence.reserve(1));
    assertThatThrownBy(() -> sequence.page(0, 0)).isInstanceOf(IndexOutOfBoundsException.class);
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
