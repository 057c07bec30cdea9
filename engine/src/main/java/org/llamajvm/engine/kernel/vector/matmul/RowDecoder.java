package org.llamajvm.engine.kernel.vector.matmul;

import org.llamajvm.engine.tensor.AffineMatrix;
import org.llamajvm.engine.tensor.BlockMatrix;
import org.llamajvm.engine.tensor.FloatMatrix;
import org.llamajvm.engine.tensor.InterleavedMatrix;
import org.llamajvm.engine.tensor.Matrix;

/** Turns rows of a matrix into float32. */
interface RowDecoder {

  /** Whose rows these are. */
  Matrix matrix();

  /**
   * Decodes one row.
   *
   * @param row which
   * @param out gets (cols) floats from {@code offset} on
   */
  void decode(int row, float[] out, int offset);

  /**
   * Decodes a range of rows.
   *
   * @param fromRow first row, inclusive
   * @param toRow last row, exclusive
   * @param out gets (toRow - fromRow, cols) floats from {@code offset} on
   */
  default void decode(int fromRow, int toRow, float[] out, int offset) {
    for (int row = fromRow; row < toRow; row++) {
      decode(row, out, offset + (row - fromRow) * matrix().cols());
    }
  }

  /** The decoder for a matrix. */
  static RowDecoder of(Matrix matrix) {
    return switch (matrix) {
      case FloatMatrix m ->
          switch (m.type()) {
            case F32 -> new F32Rows(m);
            case F16 -> new F16Rows(m);
            case BF16 -> new Bf16Rows(m);
          };
      case AffineMatrix m when Affine8Product.canMultiply(m) -> new Affine8Product(m);
      case AffineMatrix m when m.bits() == 8 -> new Affine8Rows(m);
      case AffineMatrix m when m.bits() == 4 -> new Affine4Rows(m);
      case AffineMatrix m -> new PlainRows(m);
      case InterleavedMatrix m when InterleavedRows.canDecode(m.format()) -> new InterleavedRows(m);
      case InterleavedMatrix m -> new PlainRows(m);
      case BlockMatrix m ->
          switch (m.type()) {
            case Q8_0 -> new ByteBlockProduct(m);
            case Q4_0, Q4_1, Q5_0, Q5_1 -> new SmallBlockRows(m);
            case Q4_K, Q5_K, Q6_K -> new SuperBlockRows(m);
            case Q2_K, Q3_K, IQ4_NL, IQ4_XS, MXFP4 -> new PlainRows(m);
          };
    };
  }
}
