//: for F32, F16, Q8
package org.llamajvm.engine.kernel.vector.attention;

import static org.llamajvm.engine.kernel.PageKernel.PANEL;
import static org.llamajvm.engine.kernel.PageKernel.STRIP;
import static org.llamajvm.engine.kernel.vector.lanes.Width.FLOATS;
//: F16
import static org.llamajvm.engine.kernel.vector.lanes.Width.INTS;
//: Q8
import static org.llamajvm.engine.kernel.vector.lanes.Width.NARROW_BYTES;
//:

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
//: Q8
import jdk.incubator.vector.ByteVector;
//:
import jdk.incubator.vector.FloatVector;
//: F16
import jdk.incubator.vector.IntVector;
//: F16, Q8
import jdk.incubator.vector.VectorOperators;
//:
import org.llamajvm.engine.kernel.vector.lanes.OffHeap;

//: F32
/** Strips of F32. */
//: F16
/**
 * Strips of F16: the bits of sixteen columns in the lower halves of ints, those of the next sixteen
 * in the upper ones. Shifted to where a float32 has exponent and fraction they are a float32 that
 * lacks a factor of 2^112, the difference of the exponents' biases, which is left to the other
 * factor. Infinities and NaN come out as large numbers.
 */
//: Q8
/** Strips of 8-bit integers, without their scales. */
//:
final class TYPEStrips implements StripProduct {

  private static final int HALF = STRIP / 2;
//: F16

  /** Sign, exponent and fraction of an F16 in the upper half of an int after a shift by 3. */
  private static final int BITS = 0x8FFFE000;
//:

  @Override
  public float leftFactor() {
//: F16
    return 0x1p112f;
//: F32, Q8
    return 1;
//:
  }

  @Override
  public void multiply(
      float[] a,
      int aOffset,
      boolean eight,
      MemorySegment page,
      long first,
      int lane,
      int inner,
      float[] c,
      int cOffset,
      int cStride) {
    MemorySegment data = OffHeap.of(page);
//: F32
    long start = 4 * (first + lane);
//: F16
    long start = 2 * first + 4L * lane;
//: Q8
    long start = first + lane;
//:
    FloatVector near0 = FloatVector.zero(FLOATS);
    FloatVector far0 = near0;
    FloatVector near1 = near0;
    FloatVector far1 = near0;
    FloatVector near2 = near0;
    FloatVector far2 = near0;
    FloatVector near3 = near0;
    FloatVector far3 = near0;
    FloatVector near4 = near0;
    FloatVector far4 = near0;
    FloatVector near5 = near0;
    FloatVector far5 = near0;
    FloatVector near6 = near0;
    FloatVector far6 = near0;
    FloatVector near7 = near0;
    FloatVector far7 = near0;
    for (int k = 0; k < inner; k++) {
//: F32
      FloatVector near = load(data, start + 4L * STRIP * k);
      FloatVector far = load(data, start + 4L * STRIP * k + 4L * HALF);
//: F16
      IntVector pairs =
          IntVector.fromMemorySegment(INTS, data, start + 2L * STRIP * k, ByteOrder.LITTLE_ENDIAN);
      FloatVector near = upper(pairs.lanewise(VectorOperators.LSHL, 16));
      FloatVector far = upper(pairs);
//: Q8
      FloatVector near = load(data, start + (long) STRIP * k);
      FloatVector far = load(data, start + (long) STRIP * k + HALF);
//:
      int at = aOffset + k;
      FloatVector x = broadcast(a[at]);
      near0 = near.fma(x, near0);
      far0 = far.fma(x, far0);
      x = broadcast(a[at + PANEL]);
      near1 = near.fma(x, near1);
      far1 = far.fma(x, far1);
      x = broadcast(a[at + 2 * PANEL]);
      near2 = near.fma(x, near2);
      far2 = far.fma(x, far2);
      x = broadcast(a[at + 3 * PANEL]);
      near3 = near.fma(x, near3);
      far3 = far.fma(x, far3);
      if (eight) {
        x = broadcast(a[at + 4 * PANEL]);
        near4 = near.fma(x, near4);
        far4 = far.fma(x, far4);
        x = broadcast(a[at + 5 * PANEL]);
        near5 = near.fma(x, near5);
        far5 = far.fma(x, far5);
        x = broadcast(a[at + 6 * PANEL]);
        near6 = near.fma(x, near6);
        far6 = far.fma(x, far6);
        x = broadcast(a[at + 7 * PANEL]);
        near7 = near.fma(x, near7);
        far7 = far.fma(x, far7);
      }
    }
    near0.intoArray(c, cOffset);
    far0.intoArray(c, cOffset + HALF);
    near1.intoArray(c, cOffset + cStride);
    far1.intoArray(c, cOffset + cStride + HALF);
    near2.intoArray(c, cOffset + 2 * cStride);
    far2.intoArray(c, cOffset + 2 * cStride + HALF);
    near3.intoArray(c, cOffset + 3 * cStride);
    far3.intoArray(c, cOffset + 3 * cStride + HALF);
    if (eight) {
      near4.intoArray(c, cOffset + 4 * cStride);
      far4.intoArray(c, cOffset + 4 * cStride + HALF);
      near5.intoArray(c, cOffset + 5 * cStride);
      far5.intoArray(c, cOffset + 5 * cStride + HALF);
      near6.intoArray(c, cOffset + 6 * cStride);
      far6.intoArray(c, cOffset + 6 * cStride + HALF);
      near7.intoArray(c, cOffset + 7 * cStride);
      far7.intoArray(c, cOffset + 7 * cStride + HALF);
    }
  }

//: F32
  private static FloatVector load(MemorySegment page, long offset) {
    return FloatVector.fromMemorySegment(FLOATS, page, offset, ByteOrder.nativeOrder());
  }
//: F16
  private static FloatVector upper(IntVector halves) {
    return halves.lanewise(VectorOperators.ASHR, 3).and(BITS).reinterpretAsFloats();
  }
//: Q8
  private static FloatVector load(MemorySegment page, long offset) {
    ByteVector stored =
        ByteVector.fromMemorySegment(NARROW_BYTES, page, offset, ByteOrder.LITTLE_ENDIAN);
    return (FloatVector) stored.convertShape(VectorOperators.B2F, FLOATS, 0);
  }
//:

  private static FloatVector broadcast(float value) {
    return FloatVector.broadcast(FLOATS, value);
  }
}
