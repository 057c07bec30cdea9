package org.llamajvm.engine.kernel;

import org.llamajvm.engine.tensor.Matrix;

/**
 * A set of kernels: all the arithmetic of a forward pass, each operation on one thread. The sets
 * give the same results up to the rounding of float32 sums. Stateless, hence safe to share.
 */
public interface Kernels {

  /** What it is, for people: {@code "Vector API, 256 bits"}. */
  String description();

  /**
   * Chooses the kernel for a matrix.
   *
   * @param matrix the weights, borrowed
   * @param precision how exactly to take the inputs where the weights have 4 bits
   */
  MatrixKernel bind(Matrix matrix, ActivationPrecision precision);

  /** The product with pages of a KV cache of the given type. */
  PageKernel pages(KvType type);

  /** The loops of affine quantisation. */
  GroupKernel groups();

  /** Loops that measure the machine. */
  ProbeKernel probe();

  /**
   * RMSNorm (Zhang and Sennrich, 2019): {@code out_i = weight_i · x_i / sqrt(mean(x²) + epsilon)}.
   *
   * @param weight (length)
   */
  void rmsNorm(
      float[] x,
      int xOffset,
      float[] weight,
      float epsilon,
      float[] out,
      int outOffset,
      int length);

  /**
   * SwiGLU (Shazeer, 2020): {@code out_i = gate_i · sigmoid(gate_i) · up_i}.
   *
   * @param gateUp holds the gates and the ups, {@code length} of each
   */
  void swiGlu(float[] gateUp, int gateOffset, int upOffset, float[] out, int outOffset, int length);

  /**
   * GeGLU (Shazeer, 2020) with the approximate GELU: {@code out_i = gate_i · sigmoid(√(8 / π) ·
   * (gate_i + 0.044715 gate_i³)) · up_i}, which is {@link Activation#GELU_TANH} of the gate, times
   * the up.
   *
   * @param gateUp holds the gates and the ups, {@code length} of each
   */
  void geGlu(float[] gateUp, int gateOffset, int upOffset, float[] out, int outOffset, int length);

  /**
   * {@code x_i = cap · tanh(x_i / cap)}.
   *
   * @param cap positive
   */
  void softCap(float[] x, int offset, int length, float cap);

  /** {@code x_i += y_i}. */
  void add(float[] x, int xOffset, float[] y, int yOffset, int length);

  /** {@code x_i *= y_i}. */
  void multiply(float[] x, int xOffset, float[] y, int yOffset, int length);

  /**
   * Rotates one head by RoPE in the half-split layout of Hugging Face: the pairs are {@code (x_i,
   * x_{i + half})}.
   *
   * @param cosines (half) at {@code angleOffset}
   * @param sines (half) at {@code angleOffset}
   */
  void rotate(float[] x, int xOffset, float[] cosines, float[] sines, int angleOffset, int half);

  /**
   * Replaces scores by the exponentials of their difference to a maximum, times a factor.
   *
   * @return the sum of the exponentials, without the factor
   */
  float exponentials(float[] x, int offset, int length, float maximum, float factor);

  /** The largest of {@code length} floats; negative infinity of none. */
  float maximum(float[] x, int offset, int length);

  /** {@code x_i *= factor}. */
  void scale(float[] x, int offset, int length, float factor);
}
