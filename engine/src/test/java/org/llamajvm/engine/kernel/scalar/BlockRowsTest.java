package org.llamajvm.engine.kernel.scalar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.llamajvm.engine.kernel.GuardedFloats.GUARD;
import static org.llamajvm.engine.kernel.GuardedFloats.assertGuarded;
import static org.llamajvm.engine.kernel.GuardedFloats.canaries;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.llamajvm.engine.tensor.BlockType;

/** Blocks of every type against the bits that the Python package gguf reads in them. */
class BlockRowsTest {

  private record Sample(int cols, byte[] blocks, float[] values) {}

  private static Sample sample(BlockType type) throws IOException {
    try (InputStream in = BlockRowsTest.class.getResourceAsStream("blocks/" + type + ".bin")) {
      ByteBuffer file = ByteBuffer.wrap(in.readAllBytes()).order(ByteOrder.LITTLE_ENDIAN);
      int count = file.getInt();
      byte[] blocks = new byte[count * type.bytes()];
      file.get(blocks);
      float[] values = new float[count * type.elements()];
      file.asFloatBuffer().get(values);
      return new Sample(values.length, blocks, values);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aRowHasTheBitsOfTheReference(BlockType type) throws IOException {
    Sample sample = sample(type);
    float[] out = canaries(sample.cols() + 2 * GUARD);
    BlockRows.decode(type, MemorySegment.ofArray(sample.blocks()), 0, sample.cols(), out, GUARD);
    assertGuarded(out, sample.cols());
    assertThat(bits(Arrays.copyOfRange(out, GUARD, GUARD + sample.cols())))
        .containsExactly(bits(sample.values()));
  }

  @ParameterizedTest
  @EnumSource
  void aRowMayBeginAtAnyByte(BlockType type) throws IOException {
    Sample sample = sample(type);
    for (int shift = 1; shift < 4; shift++) {
      MemorySegment moved = MemorySegment.ofArray(new byte[shift + sample.blocks().length]);
      moved.asSlice(shift).copyFrom(MemorySegment.ofArray(sample.blocks()));
      float[] out = new float[type.elements()];
      BlockRows.decode(type, moved, shift + type.bytes(), type.elements(), out, 0);
      assertThat(bits(out))
          .containsExactly(
              bits(Arrays.copyOfRange(sample.values(), type.elements(), 2 * type.elements())));
    }
  }

  /** All NaN count as one: which of its bits a product keeps is the processor's choice. */
  private static int[] bits(float[] values) {
    int[] bits = new int[values.length];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = Float.floatToIntBits(values[i]);
    }
    return bits;
  }

  @Test
  void aRowIsWholeBlocks() {
    MemorySegment data = MemorySegment.ofArray(new byte[1000]);
    assertThatThrownBy(() -> BlockRows.decode(BlockType.Q4_K, data, 0, 100, new float[100], 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("block of 256 does not divide 100 columns");
  }

  @Test
  void aRowLiesInsideItsMemory() {
    MemorySegment data = MemorySegment.ofArray(new byte[35]);
    assertThatThrownBy(() -> BlockRows.decode(BlockType.Q4_0, data, 0, 64, new float[64], 0))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> BlockRows.decode(BlockType.Q4_0, data, 18, 32, new float[32], 0))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> BlockRows.decode(BlockType.Q4_0, data, 0, 32, new float[40], 9))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }
}
