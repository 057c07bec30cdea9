package org.llamajvm.engine.kernel.vector.attention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;
import static org.llamajvm.engine.kernel.GuardedFloats.GUARD;
import static org.llamajvm.engine.kernel.GuardedFloats.assertWritten;
import static org.llamajvm.engine.kernel.GuardedFloats.canaries;
import static org.llamajvm.engine.kernel.PageKernel.PANEL;
import static org.llamajvm.engine.kernel.PageKernel.STRIP;
import static org.llamajvm.engine.kernel.Rounding.assertWithin;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.llamajvm.engine.kernel.Kernels;
import org.llamajvm.engine.kernel.KvType;
import org.llamajvm.engine.kernel.PageKernel;
import org.llamajvm.engine.kernel.Rounding;
import org.llamajvm.engine.kernel.scalar.ScalarKernels;
import org.llamajvm.engine.tensor.RandomMatrices;

/** Products with pages of the cache: vector kernels against their scalar twins, at every width. */
@ParameterizedClass
@MethodSource("org.llamajvm.engine.kernel.vector.KernelsOfWidth#all")
class VectorPageTest {

  private static final int GAP = 3;
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** No element of a page is larger. */
  private static final float LARGEST = 127;

  private final Kernels scalar = new ScalarKernels();

  @Parameter Kernels vector;

  static Stream<Arguments> shapes() {
    List<Arguments> shapes = new ArrayList<>();
    for (KvType type : KvType.values()) {
      for (int rows : new int[] {4, 8, 12, 20}) {
        for (int inner : new int[] {0, 1, 37, 128}) {
          for (int strips : new int[] {1, 3}) {
            String name = "%s, %d × %d × %d strips".formatted(type, rows, inner, strips);
            shapes.add(argumentSet(name, type, rows, inner, strips));
          }
        }
      }
    }
    return shapes.stream();
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void productsAreWithinTheRoundingOfTheirSums(KvType type, int rows, int inner, int strips) {
    RandomMatrices random = new RandomMatrices(3);
    int fromRow = 5;
    int pageRows = fromRow + inner + 2;
    int cols = strips * STRIP;
    MemorySegment page = page(type, random.vector(pageRows * cols));
    float[] a = random.vector(GUARD + rows * PANEL);
    float[] expected = canaries(2 * GUARD + rows * (cols + GAP));
    float[] actual = expected.clone();
    multiply(scalar.pages(type), a, rows, page, pageRows, fromRow, inner, strips, expected);
    multiply(vector.pages(type), a, rows, page, pageRows, fromRow, inner, strips, actual);
    assertWritten(
        actual,
        i -> i >= GUARD && i < GUARD + rows * (cols + GAP) && (i - GUARD) % (cols + GAP) < cols);
    for (int row = 0; row < rows; row++) {
      double size = 0;
      for (int k = 0; k < inner; k++) {
        size += LARGEST * Math.abs(a[GUARD + row * PANEL + k]);
      }
      double bound = 2 * Rounding.ofSum(inner, size);
      for (int i = GUARD + row * (cols + GAP), end = i + cols; i < end; i++) {
        assertWithin(bound, actual[i], expected[i], i);
      }
    }
  }

  private static void multiply(
      PageKernel kernel,
      float[] a,
      int rows,
      MemorySegment page,
      int pageRows,
      int fromRow,
      int inner,
      int strips,
      float[] c) {
    float[] left = a.clone();
    for (int i = 0; i < left.length; i++) {
      left[i] *= kernel.leftFactor();
    }
    int stride = strips * STRIP + GAP;
    kernel.multiply(left, GUARD, rows, page, pageRows, fromRow, inner, strips, c, GUARD, stride);
  }

  /** Every column meets its own element, wherever the type puts it. */
  @ParameterizedTest
  @EnumSource
  void columnsLieWhereTheTypeSays(KvType type) {
    int[] places = IntStream.range(0, STRIP).map(type::place).toArray();
    assertThat(places).doesNotHaveDuplicates();
    float[] elements = new float[STRIP];
    for (int column = 0; column < STRIP; column++) {
      elements[places[column]] = column;
    }
    float[] a = new float[PageKernel.ROWS * PANEL];
    a[0] = vector.pages(type).leftFactor();
    float[] c = new float[PageKernel.ROWS * STRIP];
    MemorySegment page = segment(type, elements);
    vector.pages(type).multiply(a, 0, PageKernel.ROWS, page, 1, 0, 1, 1, c, 0, STRIP);
    for (int column = 0; column < STRIP; column++) {
      assertThat(c[column]).isEqualTo(column);
    }
  }

  @Test
  void subnormalHalvesKeepTheirValue() {
    float[] elements = new float[STRIP];
    for (int i = 0; i < STRIP; i++) {
      elements[i] = (i % 2 == 0 ? 1 : -1) * (i + 1) * 0x1p-24f;
    }
    PageKernel kernel = vector.pages(KvType.F16);
    float[] a = new float[PageKernel.ROWS * PANEL];
    a[0] = kernel.leftFactor();
    float[] c = new float[PageKernel.ROWS * STRIP];
    MemorySegment page = segment(KvType.F16, elements);
    kernel.multiply(a, 0, PageKernel.ROWS, page, 1, 0, 1, 1, c, 0, STRIP);
    for (int column = 0; column < STRIP; column++) {
      assertThat(c[column]).isEqualTo(elements[KvType.F16.place(column)]);
    }
  }

  /** Elements of any type that kernels must not mix up; those of Q8 are made integers. */
  private static MemorySegment page(KvType type, float[] values) {
    for (int i = 0; type == KvType.Q8 && i < values.length; i++) {
      values[i] = Math.clamp(Math.round(40 * values[i]), -127, 127);
    }
    return segment(type, values);
  }

  private static MemorySegment segment(KvType type, float[] values) {
    long bytes = (long) values.length * type.bytes() + PageKernel.READ_AHEAD;
    MemorySegment page = Arena.ofAuto().allocate(bytes, 64);
    for (int i = 0; i < values.length; i++) {
      switch (type) {
        case F32 -> page.setAtIndex(ValueLayout.JAVA_FLOAT, i, values[i]);
        case F16 -> page.setAtIndex(SHORT, i, Float.floatToFloat16(values[i]));
        case Q8 -> page.set(ValueLayout.JAVA_BYTE, i, (byte) values[i]);
      }
    }
    return page;
  }
}
