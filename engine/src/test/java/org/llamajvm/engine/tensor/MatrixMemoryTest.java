package org.llamajvm.engine.tensor;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

final class MatrixMemoryTest {

  private static final String ON_THE_HEAP = " is an array, expected memory outside the heap";

  private final Arena arena = Arena.ofAuto();

  @Test
  void floatsDoNotLieOnTheHeap() {
    MemorySegment array = MemorySegment.ofArray(new byte[4 * 6]);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new FloatMatrix(FloatType.F32, 2, 3, array))
        .withMessage("data" + ON_THE_HEAP);
  }

  @Test
  void groupsDoNotLieOnTheHeap() {
    MemorySegment codes = arena.allocate(32);
    MemorySegment factors = arena.allocate(2);
    MemorySegment array = MemorySegment.ofArray(new byte[2]);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new AffineMatrix(8, 32, FloatType.F16, 1, 32, codes, factors, array))
        .withMessage("biases" + ON_THE_HEAP);
  }

  @Test
  void blocksDoNotLieOnTheHeap() {
    MemorySegment array =
        MemorySegment.ofArray(
            new byte[(int) InterleavedFormat.affine4(32, FloatType.F16).byteSize(16, 32)]);
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            new InterleavedMatrix(InterleavedFormat.affine4(32, FloatType.F16), 16, 32, array))
        .withMessage("data" + ON_THE_HEAP);
  }

  @Test
  void memoryHasTheSizeOfTheMatrix() {
    MemorySegment data = arena.allocate(11);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new FloatMatrix(FloatType.F16, 2, 3, data))
        .withMessage("data has 11 bytes, expected 12");
  }
}
