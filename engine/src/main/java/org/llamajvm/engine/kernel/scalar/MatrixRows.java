package org.llamajvm.engine.kernel.scalar;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Objects;
import org.llamajvm.engine.tensor.AffineMatrix;
import org.llamajvm.engine.tensor.BlockMatrix;
import org.llamajvm.engine.tensor.FloatMatrix;
import org.llamajvm.engine.tensor.FloatType;
import org.llamajvm.engine.tensor.InterleavedMatrix;
import org.llamajvm.engine.tensor.Matrix;

/** Rows of any matrix as float32: the lookup of an embedding, and the meaning of every layout. */
public final class MatrixRows {

  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private MatrixRows() {}

  /**
   * Decodes one row.
   *
   * @param out gets (cols) floats from {@code outOffset} on
   * @throws IndexOutOfBoundsException if there is no such row
   */
  public static void decode(Matrix matrix, int row, float[] out, int outOffset) {
    Objects.checkIndex(row, matrix.rows());
    switch (matrix) {
      case FloatMatrix m -> decodeFloats(m, row, out, outOffset);
      case AffineMatrix m -> decodeAffine(m, row, out, outOffset);
      case InterleavedMatrix m -> decodeInterleaved(m, row, out, outOffset);
      case BlockMatrix m ->
          BlockRows.decode(m.type(), m.data(), m.rowOffset(row), m.cols(), out, outOffset);
    }
  }

  private static void decodeFloats(FloatMatrix m, int row, float[] out, int outOffset) {
    long first = (long) row * m.cols();
    for (int k = 0; k < m.cols(); k++) {
      out[outOffset + k] = element(m.type(), m.data(), first + k);
    }
  }

  private static void decodeAffine(AffineMatrix m, int row, float[] out, int outOffset) {
    long firstGroup = (long) row * (m.cols() / m.groupSize());
    for (int first = 0; first < m.cols(); first += 8) {
      long codes = m.eightCodes(row, first);
      long group = firstGroup + first / m.groupSize();
      float scale = element(m.scaleType(), m.scales(), group);
      float bias = element(m.scaleType(), m.biases(), group);
      for (int k = first; k < first + 8; k++) {
        out[outOffset + k] = scale * (codes & 0xFF) + bias;
        codes >>>= 8;
      }
    }
  }

  private static void decodeInterleaved(InterleavedMatrix m, int row, float[] out, int outOffset) {
    InterleavedGroups groups = InterleavedGroups.of(m, row);
    byte[] codes = new byte[m.format().groupSize()];
    for (int group = 0; group < m.cols() / codes.length; group++) {
      groups.codes(group, codes);
      for (int k = 0; k < codes.length; k++) {
        float weight = groups.scale(group, k) * codes[k] + groups.bias(group, k);
        out[outOffset + group * codes.length + k] = weight;
      }
    }
  }

  private static float element(FloatType type, MemorySegment data, long index) {
    return type == FloatType.F32
        ? type.decode(data.get(INT, 4 * index))
        : type.decode(data.get(SHORT, 2 * index));
  }
}
