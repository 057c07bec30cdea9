package org.llamajvm.benchmarks;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.random.RandomGenerator;
import org.llamajvm.engine.tensor.AffineMatrix;
import org.llamajvm.engine.tensor.BlockMatrix;
import org.llamajvm.engine.tensor.BlockType;
import org.llamajvm.engine.tensor.FloatMatrix;
import org.llamajvm.engine.tensor.FloatType;
import org.llamajvm.engine.tensor.InterleavedFormat;
import org.llamajvm.engine.tensor.InterleavedFormat.Factors;
import org.llamajvm.engine.tensor.InterleavedMatrix;
import org.llamajvm.engine.tensor.Matrix;
import org.llamajvm.engine.tensor.Packing;

/** How the weights of a benchmark are stored: every format that has a kernel of its own. */
public enum MatrixFormat {
  /** float32. */
  F32,
  /** IEEE 754 binary16. */
  F16,
  /** The upper half of float32. */
  BF16,
  /** 8-bit affine groups of 64, row-major. */
  AFFINE8,
  /** 4-bit affine groups of 64, row-major. */
  AFFINE4,
  /** 4-bit affine groups of 64, sixteen rows interleaved. */
  INTERLEAVED,
  /** 5-bit affine groups of 32, sixteen rows interleaved. */
  INTERLEAVED5,
  /** 6-bit groups of 32 with two scales, sixteen rows interleaved. */
  INTERLEAVED6,
  /** Blocks of 32 bytes, each with a scale. */
  Q8_0;

  private static final int GROUP = 64;
  private static final FloatType SCALES = FloatType.BF16;

  /** Makes random weights. */
  Matrix random(int rows, int cols, Arena arena, RandomGenerator random) {
    return switch (this) {
      case F32, F16, BF16 -> floats(FloatType.valueOf(name()), rows, cols, arena, random);
      case AFFINE8 -> affine(8, rows, cols, arena, random);
      case AFFINE4 -> affine(4, rows, cols, arena, random);
      case INTERLEAVED ->
          interleaved(InterleavedFormat.affine4(GROUP, SCALES), rows, cols, arena, random);
      case INTERLEAVED5 ->
          interleaved(packed(Packing.FIVE, Factors.SCALE_AND_BIAS), rows, cols, arena, random);
      case INTERLEAVED6 ->
          interleaved(packed(Packing.SIX, Factors.TWO_SCALES), rows, cols, arena, random);
      case Q8_0 -> blocks(BlockType.Q8_0, rows, cols, arena, random);
    };
  }

  private static Matrix blocks(
      BlockType type, int rows, int cols, Arena arena, RandomGenerator random) {
    MemorySegment data = codes(rows * type.rowBytes(cols), arena, random);
    for (long at = 0; at < data.byteSize(); at += type.bytes()) {
      data.set(ValueLayout.JAVA_SHORT, at, Float.floatToFloat16(gaussian(random)));
    }
    return new BlockMatrix(type, rows, cols, data);
  }

  private static InterleavedFormat packed(Packing packing, Factors factors) {
    return new InterleavedFormat(packing, 32, SCALES, factors);
  }

  private static Matrix floats(
      FloatType type, int rows, int cols, Arena arena, RandomGenerator random) {
    return new FloatMatrix(type, rows, cols, elements(type, (long) rows * cols, arena, random));
  }

  private static Matrix affine(int bits, int rows, int cols, Arena arena, RandomGenerator random) {
    MemorySegment codes = codes((long) rows * cols * bits / 8, arena, random);
    long groups = (long) rows * cols / GROUP;
    MemorySegment scales = elements(SCALES, groups, arena, random);
    MemorySegment biases = elements(SCALES, groups, arena, random);
    return new AffineMatrix(bits, GROUP, SCALES, rows, cols, codes, scales, biases);
  }

  private static Matrix interleaved(
      InterleavedFormat format, int rows, int cols, Arena arena, RandomGenerator random) {
    MemorySegment data = codes(format.byteSize(rows, cols), arena, random);
    int groupBytes = format.groupBytes();
    for (long end = groupBytes; end <= data.byteSize(); end += groupBytes) {
      for (long at = end - InterleavedFormat.LINE_BYTES; at < end; at += SCALES.bytes()) {
        data.set(ValueLayout.JAVA_SHORT, at, (short) SCALES.encode(gaussian(random)));
      }
    }
    return new InterleavedMatrix(format, rows, cols, data);
  }

  private static MemorySegment codes(long bytes, Arena arena, RandomGenerator random) {
    MemorySegment codes = arena.allocate(bytes, 64);
    for (long at = 0; at < bytes; at += Long.BYTES) {
      codes.set(ValueLayout.JAVA_LONG, at, random.nextLong());
    }
    return codes;
  }

  private static MemorySegment elements(
      FloatType type, long count, Arena arena, RandomGenerator random) {
    MemorySegment data = arena.allocate(count * type.bytes(), 64);
    for (long i = 0; i < count; i++) {
      int bits = type.encode(gaussian(random));
      if (type == FloatType.F32) {
        data.setAtIndex(ValueLayout.JAVA_INT, i, bits);
      } else {
        data.setAtIndex(ValueLayout.JAVA_SHORT, i, (short) bits);
      }
    }
    return data;
  }

  private static float gaussian(RandomGenerator random) {
    return (float) random.nextGaussian();
  }
}
