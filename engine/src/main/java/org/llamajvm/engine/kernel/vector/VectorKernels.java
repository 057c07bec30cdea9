package org.llamajvm.engine.kernel.vector;

import org.llamajvm.engine.kernel.ActivationPrecision;
import org.llamajvm.engine.kernel.GroupKernel;
import org.llamajvm.engine.kernel.Kernels;
import org.llamajvm.engine.kernel.KvType;
import org.llamajvm.engine.kernel.MatrixKernel;
import org.llamajvm.engine.kernel.PageKernel;
import org.llamajvm.engine.kernel.ProbeKernel;
import org.llamajvm.engine.kernel.vector.attention.StripPageKernel;
import org.llamajvm.engine.kernel.vector.elementwise.Elementwise;
import org.llamajvm.engine.kernel.vector.lanes.Width;
import org.llamajvm.engine.kernel.vector.matmul.FloatKernel;
import org.llamajvm.engine.kernel.vector.matmul.InterleavedKernel;
import org.llamajvm.engine.kernel.vector.quantize.VectorGroupKernel;
import org.llamajvm.engine.tensor.InterleavedMatrix;
import org.llamajvm.engine.tensor.Matrix;

/** The kernels on the Vector API, at the {@link Width} of this JVM. */
public final class VectorKernels implements Kernels {

  /** Bits of a vector. */
  public static int vectorBits() {
    return Width.BITS;
  }

  @Override
  public String description() {
    return "Vector API, " + Width.BITS + " bits";
  }

  @Override
  public MatrixKernel bind(Matrix matrix, ActivationPrecision precision) {
    if (matrix instanceof InterleavedMatrix m && precision == ActivationPrecision.INT8) {
      return new InterleavedKernel(m);
    }
    return new FloatKernel(matrix);
  }

  @Override
  public PageKernel pages(KvType type) {
    return StripPageKernel.of(type);
  }

  @Override
  public GroupKernel groups() {
    return new VectorGroupKernel();
  }

  @Override
  public ProbeKernel probe() {
    return new VectorProbe();
  }

  @Override
  public void rmsNorm(
      float[] x,
      int xOffset,
      float[] weight,
      float epsilon,
      float[] out,
      int outOffset,
      int length) {
    float squares = Elementwise.sumOfSquares(x, xOffset, length);
    float factor = (float) (1 / Math.sqrt(squares / length + epsilon));
    Elementwise.multiply(weight, x, xOffset, factor, out, outOffset, length);
  }

  @Override
  public void swiGlu(
      float[] gateUp, int gateOffset, int upOffset, float[] out, int outOffset, int length) {
    Elementwise.swiGlu(gateUp, gateOffset, upOffset, out, outOffset, length);
  }

  @Override
  public void geGlu(
      float[] gateUp, int gateOffset, int upOffset, float[] out, int outOffset, int length) {
    Elementwise.geGlu(gateUp, gateOffset, upOffset, out, outOffset, length);
  }

  @Override
  public void softCap(float[] x, int offset, int length, float cap) {
    Elementwise.softCap(x, offset, length, cap);
  }

  @Override
  public void add(float[] x, int xOffset, float[] y, int yOffset, int length) {
    Elementwise.add(x, xOffset, y, yOffset, length);
  }

  @Override
  public void multiply(float[] x, int xOffset, float[] y, int yOffset, int length) {
    Elementwise.multiply(x, xOffset, y, yOffset, length);
  }

  @Override
  public void rotate(
      float[] x, int xOffset, float[] cosines, float[] sines, int angleOffset, int half) {
    Elementwise.rotate(x, xOffset, cosines, sines, angleOffset, half);
  }

  @Override
  public float exponentials(float[] x, int offset, int length, float maximum, float factor) {
    return Elementwise.exponentials(x, offset, length, maximum, factor);
  }

  @Override
  public float maximum(float[] x, int offset, int length) {
    return Elementwise.maximum(x, offset, length);
  }

  @Override
  public void scale(float[] x, int offset, int length, float factor) {
    Elementwise.scale(x, offset, length, factor);
  }
}
