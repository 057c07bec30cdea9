package org.llamajvm.engine.tensor;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Random;
import org.llamajvm.engine.tensor.InterleavedFormat.Factors;

/** Matrices of every kind with random elements, at addresses that nothing aligns. */
public final class RandomMatrices {

  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final Random random;

  /** Begins a sequence of matrices. */
  public RandomMatrices(long seed) {
    random = new Random(seed);
  }

  /** A matrix of floats: mostly Gaussian, one in eight a subnormal of its type or a zero. */
  public FloatMatrix floats(FloatType type, int rows, int cols) {
    MemorySegment data = memory((long) rows * cols * type.bytes());
    for (long i = 0; i < (long) rows * cols; i++) {
      set(type, data, i, random.nextInt(8) == 0 ? tiny(type) : type.encode(gaussian()));
    }
    return new FloatMatrix(type, rows, cols, data);
  }

  /** A matrix of affine groups. */
  public AffineMatrix affine(int bits, int groupSize, FloatType scaleType, int rows, int cols) {
    MemorySegment codes = randomBytes((long) rows * cols * bits / 8);
    int groups = rows * (cols / groupSize);
    MemorySegment scales = memory((long) groups * scaleType.bytes());
    MemorySegment biases = memory((long) groups * scaleType.bytes());
    for (int i = 0; i < groups; i++) {
      set(scaleType, scales, i, scale(scaleType));
      set(scaleType, biases, i, scaleType.encode(gaussian()));
    }
    return new AffineMatrix(bits, groupSize, scaleType, rows, cols, codes, scales, biases);
  }

  /** A matrix of interleaved groups; what fills up the last block is random too. */
  public InterleavedMatrix interleaved(InterleavedFormat format, int rows, int cols) {
    FloatType scaleType = format.scaleType();
    MemorySegment data = randomBytes(format.byteSize(rows, cols));
    int groupBytes = format.groupBytes();
    for (long end = groupBytes; end <= data.byteSize(); end += groupBytes) {
      for (long at = end - InterleavedFormat.LINE_BYTES; at < end; at += 4) {
        int high =
            format.factors() == Factors.TWO_SCALES
                ? scale(scaleType)
                : scaleType.encode(gaussian());
        data.set(INT, at, (scale(scaleType) & 0xFFFF) | high << 16);
      }
    }
    return new InterleavedMatrix(format, rows, cols, data);
  }

  /** A matrix of ggml's blocks, its scales small. */
  public BlockMatrix blocks(BlockType type, int rows, int cols) {
    return blocks(type, rows, cols, RowOrder.PLAIN);
  }

  /** The same with rows in another order. */
  public BlockMatrix blocks(BlockType type, int rows, int cols, RowOrder order) {
    MemorySegment data = randomBytes(rows * type.rowBytes(cols));
    for (long at = 0; at < data.byteSize(); at += type.bytes()) {
      if (type == BlockType.MXFP4) {
        data.set(ValueLayout.JAVA_BYTE, at, (byte) (120 + random.nextInt(8)));
      } else {
        for (int scale : type.halves()) {
          data.set(SHORT, at + scale, (short) scale(FloatType.F16));
        }
      }
    }
    return new BlockMatrix(type, rows, cols, order, data);
  }

  /** Gaussian floats. */
  public float[] vector(int length) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = gaussian();
    }
    return values;
  }

  private float gaussian() {
    return (float) random.nextGaussian();
  }

  private int scale(FloatType type) {
    return random.nextInt(8) == 0 ? tiny(type) : type.encode(gaussian() / 8);
  }

  private int tiny(FloatType type) {
    int sign = random.nextInt(2) << (8 * type.bytes() - 1);
    int fractionBits =
        switch (type) {
          case F32 -> 23;
          case F16 -> 10;
          case BF16 -> 7;
        };
    return sign | random.nextInt(1 << fractionBits);
  }

  private MemorySegment randomBytes(long size) {
    byte[] bytes = new byte[(int) size];
    random.nextBytes(bytes);
    return memory(size).copyFrom(MemorySegment.ofArray(bytes));
  }

  private static MemorySegment memory(long size) {
    return Arena.ofAuto().allocate(size + 1, 64).asSlice(1);
  }

  private static void set(FloatType type, MemorySegment data, long index, int bits) {
    if (type == FloatType.F32) {
      data.set(INT, 4 * index, bits);
    } else {
      data.set(SHORT, 2 * index, (short) bits);
    }
  }
}
