package org.llamajvm.engine.kernel.scalar;

import org.llamajvm.engine.kernel.ActivationPrecision;
import org.llamajvm.engine.kernel.GroupKernel;
import org.llamajvm.engine.kernel.Kernels;
import org.llamajvm.engine.kernel.KvType;
import org.llamajvm.engine.kernel.MatrixKernel;
import org.llamajvm.engine.kernel.PageKernel;
import org.llamajvm.engine.kernel.ProbeKernel;
import org.llamajvm.engine.tensor.InterleavedMatrix;
import org.llamajvm.engine.tensor.Matrix;

/** Every kernel as its formula says. */
public final class ScalarKernels implements Kernels {

  @Override
  public String description() {
    return "scalar";
  }

  @Override
  public MatrixKernel bind(Matrix matrix, ActivationPrecision precision) {
    if (matrix instanceof InterleavedMatrix m && precision == ActivationPrecision.INT8) {
      return new ScalarInterleavedKernel(m);
    }
    return new ScalarRowKernel(matrix);
  }

  @Override
  public PageKernel pages(KvType type) {
    return new ScalarPageKernel(type);
  }

  @Override
  public GroupKernel groups() {
    return new ScalarGroupKernel();
  }

  @Override
  public ProbeKernel probe() {
    return new ScalarProbe();
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
    float squares = 0;
    for (int i = 0; i < length; i++) {
      squares += x[xOffset + i] * x[xOffset + i];
    }
    float factor = (float) (1 / Math.sqrt(squares / length + epsilon));
    for (int i = 0; i < length; i++) {
      out[outOffset + i] = weight[i] * (x[xOffset + i] * factor);
    }
  }

  @Override
  public void swiGlu(
      float[] gateUp, int gateOffset, int upOffset, float[] out, int outOffset, int length) {
    for (int i = 0; i < length; i++) {
      float gate = gateUp[gateOffset + i];
      float silu = (float) (gate / (1 + Math.exp(-gate)));
      out[outOffset + i] = silu * gateUp[upOffset + i];
    }
  }

  @Override
  public void geGlu(
      float[] gateUp, int gateOffset, int upOffset, float[] out, int outOffset, int length) {
    for (int i = 0; i < length; i++) {
      double gate = gateUp[gateOffset + i];
      double doubled = Math.sqrt(8 / Math.PI) * (gate + 0.044715 * gate * gate * gate);
      out[outOffset + i] = (float) (gate / (1 + Math.exp(-doubled))) * gateUp[upOffset + i];
    }
  }

  @Override
  public void softCap(float[] x, int offset, int length, float cap) {
    for (int i = offset; i < offset + length; i++) {
      x[i] = (float) (cap * Math.tanh(x[i] / cap));
    }
  }

  @Override
  public void add(float[] x, int xOffset, float[] y, int yOffset, int length) {
    for (int i = 0; i < length; i++) {
      x[xOffset + i] += y[yOffset + i];
    }
  }

  @Override
  public void multiply(float[] x, int xOffset, float[] y, int yOffset, int length) {
    for (int i = 0; i < length; i++) {
      x[xOffset + i] *= y[yOffset + i];
    }
  }

  @Override
  public void rotate(
      float[] x, int xOffset, float[] cosines, float[] sines, int angleOffset, int half) {
    for (int i = 0; i < half; i++) {
      float a = x[xOffset + i];
      float b = x[xOffset + half + i];
      float cosine = cosines[angleOffset + i];
      float sine = sines[angleOffset + i];
      x[xOffset + i] = a * cosine - b * sine;
      x[xOffset + half + i] = b * cosine + a * sine;
    }
  }

  @Override
  public float exponentials(float[] x, int offset, int length, float maximum, float factor) {
    float sum = 0;
    for (int i = offset; i < offset + length; i++) {
      float e = (float) Math.exp(x[i] - maximum);
      x[i] = e * factor;
      sum += e;
    }
    return sum;
  }

  @Override
  public float maximum(float[] x, int offset, int length) {
    float maximum = Float.NEGATIVE_INFINITY;
    for (int i = offset; i < offset + length; i++) {
      maximum = Math.max(maximum, x[i]);
    }
    return maximum;
  }

  @Override
  public void scale(float[] x, int offset, int length, float factor) {
    for (int i = offset; i < offset + length; i++) {
      x[i] *= factor;
    }
  }
}
