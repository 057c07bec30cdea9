package org.llamajvm.engine.kernel;

import org.llamajvm.engine.parallel.Scratch;

/**
 * A weight matrix together with the code that multiplies by it. Stateless; threads share it and
 * take a range of rows each.
 */
public interface MatrixKernel {

  /** Rows that one call should at least have, and of which a range should begin at a multiple. */
  int ROW_STEP = 16;

  /** From so many tokens on, rows of 4-bit weights are unpacked once for all of them. */
  int PREFILL_TOKENS = 17;

  /** Outputs. */
  int rows();

  /** Inputs. */
  int cols();

  /** The form of the inputs that {@link #multiply} reads. */
  ActivationForm form();

  /**
   * Multiplies a range of rows by a range of tokens: {@code out[outOffset + t * outStride + r] =
   * Σ_k W[r, k] · in[t, k]} for every token {@code t} and row {@code r} of the ranges. A value does
   * not depend on how rows were cut into ranges.
   *
   * @param in inputs of shape (tokens, cols) in this kernel's {@link #form()}
   * @param fromToken first token, inclusive
   * @param toToken last token, exclusive
   * @param fromRow first row, inclusive, a multiple of {@link #ROW_STEP}
   * @param toRow last row, exclusive, a multiple of {@link #ROW_STEP} or {@link #rows()}
   * @param out outputs
   * @param outOffset where row 0 of token 0 is
   * @param outStride floats from one token to the next
   * @param scratch buffers of the calling thread
   */
  void multiply(
      Activations in,
      int fromToken,
      int toToken,
      int fromRow,
      int toRow,
      float[] out,
      int outOffset,
      int outStride,
      Scratch scratch);
}
