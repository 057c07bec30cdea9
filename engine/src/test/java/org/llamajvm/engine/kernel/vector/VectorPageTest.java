package org.llamajvm.engine.kernel.vector;

import static org.junit.jupiter.params.provider.Arguments.argumentSet;
import static org.llamajvm.engine.kernel.GuardedFloats.GUARD;
import static org.llamajvm.engine.kernel.GuardedFloats.assertWritten;
import static org.llamajvm.engine.kernel.GuardedFloats.canaries;
import static org.llamajvm.engine.kernel.Rounding.assertWithin;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.llamajvm.engine.kernel.Kernels;
import org.llamajvm.engine.kernel.KvType;
import org.llamajvm.engine.kernel.Rounding;
import org.llamajvm.engine.kernel.scalar.ScalarKernels;
import org.llamajvm.engine.parallel.Scratch;
import org.llamajvm.engine.tensor.RandomMatrices;

/** Products with pages of the cache: vector kernels against their scalar twins, at every width. */
@ParameterizedClass
@MethodSource("org.llamajvm.engine.kernel.vector.KernelsOfWidth#all")
class VectorPageTest {

  private static final int GAP = 3;

  /** No element of a page is larger. */
  private static final float LARGEST = 127;

  private final Kernels scalar = new ScalarKernels();

  @Parameter Kernels vector;

  static Stream<Arguments> shapes() {
    List<Arguments> shapes = new ArrayList<>();
    for (KvType type : KvType.values()) {
      for (int rows : new int[] {1, 3, 4, 9}) {
        for (int inner : new int[] {0, 1, 37, 64}) {
          for (int cols : new int[] {1, 8, 13, 40}) {
            String name = "%s, %d × %d × %d".formatted(type, rows, inner, cols);
            shapes.add(argumentSet(name, type, rows, inner, cols));
          }
        }
      }
    }
    return shapes.stream();
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void productsAreWithinTheRoundingOfTheirSums(KvType type, int rows, int inner, int cols) {
    RandomMatrices random = new RandomMatrices(3);
    MemorySegment page = page(type, random.vector(64 * cols));
    float[] a = random.vector(GUARD + rows * (inner + GAP));
    float[] expected = canaries(2 * GUARD + rows * (cols + GAP));
    for (int row = 0; row < rows; row++) {
      System.arraycopy(random.vector(cols), 0, expected, GUARD + row * (cols + GAP), cols);
    }
    float[] actual = expected.clone();
    Scratch scratch = new Scratch();
    scalar
        .pages(type)
        .multiplyAdd(
            a, GUARD, inner + GAP, rows, page, inner, cols, expected, GUARD, cols + GAP, scratch);
    vector
        .pages(type)
        .multiplyAdd(
            a, GUARD, inner + GAP, rows, page, inner, cols, actual, GUARD, cols + GAP, scratch);
    assertWritten(
        actual,
        i -> i >= GUARD && i < GUARD + rows * (cols + GAP) && (i - GUARD) % (cols + GAP) < cols);
    for (int row = 0; row < rows; row++) {
      double size = LARGEST;
      for (int k = 0; k < inner; k++) {
        size += LARGEST * Math.abs(a[GUARD + row * (inner + GAP) + k]);
      }
      double bound = 2 * Rounding.ofSum(inner, size);
      for (int i = GUARD + row * (cols + GAP), end = i + cols; i < end; i++) {
        assertWithin(bound, actual[i], expected[i], i);
      }
    }
  }

  private static MemorySegment page(KvType type, float[] values) {
    MemorySegment page = Arena.ofAuto().allocate((long) values.length * type.bytes(), 64);
    for (int i = 0; i < values.length; i++) {
      switch (type) {
        case F32 -> page.setAtIndex(ValueLayout.JAVA_FLOAT, i, values[i]);
        case F16 -> page.setAtIndex(ValueLayout.JAVA_SHORT, i, Float.floatToFloat16(values[i]));
        case Q8 ->
            page.set(
                ValueLayout.JAVA_BYTE, i, (byte) Math.clamp(Math.round(40 * values[i]), -127, 127));
      }
    }
    return page;
  }
}
