package org.llamajvm.engine.kernel.vector.attention;

import static org.llamajvm.engine.kernel.vector.lanes.Width.LANES;

import java.lang.foreign.MemorySegment;
import org.llamajvm.engine.kernel.KvType;
import org.llamajvm.engine.kernel.PageKernel;

/**
 * The product with a page, strip by strip: a strip stays in the first-level cache while all rows
 * are multiplied by it. A lane is a column. The inner loop multiplies two vectors of columns by
 * eight rows where there are registers enough for so many sums, which is with 512 bits, else by
 * four: fewer would take more time for loads than for products.
 */
public final class StripPageKernel implements PageKernel {

  private static final int MANY_ROWS = LANES == 16 ? 2 * ROWS : ROWS;

  private final StripProduct product;

  private StripPageKernel(StripProduct product) {
    this.product = product;
  }

  /** The kernel for a cache's type. */
  public static PageKernel of(KvType type) {
    return new StripPageKernel(
        switch (type) {
          case F32 -> new F32Strips();
          case F16 -> new F16Strips();
          case Q8 -> new Q8Strips();
        });
  }

  @Override
  public float leftFactor() {
    return product.leftFactor();
  }

  @Override
  public void multiply(
      float[] a,
      int aOffset,
      int rows,
      MemorySegment page,
      int pageRows,
      int fromRow,
      int inner,
      int strips,
      float[] c,
      int cOffset,
      int cStride) {
    for (int strip = 0; strip < strips; strip++) {
      long first = ((long) strip * pageRows + fromRow) * STRIP;
      for (int row = 0; row < rows; ) {
        boolean eight = MANY_ROWS == 8 && row <= rows - 8;
        int left = aOffset + row * PANEL;
        int result = cOffset + row * cStride + strip * STRIP;
        for (int lane = 0; lane < STRIP / 2; lane += LANES) {
          product.multiply(a, left, eight, page, first, lane, inner, c, result + lane, cStride);
        }
        row += eight ? 8 : 4;
      }
    }
  }
}
