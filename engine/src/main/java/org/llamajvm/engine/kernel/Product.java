package org.llamajvm.engine.kernel;

/**
 * The arguments of a matrix product, apart from the range of rows: {@code out[outOffset + t *
 * outStride + r] = Σ_k W[r, k] · in[t, k]} for every token {@code t} and row {@code r}. The
 * generated tokens come first, then those of prompts.
 *
 * <p>Made once and used for one product after another. One thread sets it, then all read.
 */
public final class Product {

  private Activations in;
  private EncodedInput input;
  private int generated;
  private int prompt;
  private float[] out;
  private int outOffset;
  private int outStride;

  /** A product of nothing yet. */
  public Product() {}

  /**
   * Sets all arguments; the arrays are borrowed until the next time.
   *
   * @param plan what the kernel {@linkplain MatrixKernel#plan planned} for so many tokens
   * @param in (generated + prompt, cols)
   * @param generated tokens that are generated
   * @param prompt tokens of prompts
   * @param out outputs
   * @param outOffset where row 0 of token 0 is
   * @param outStride floats from one token to the next
   */
  public void set(
      MatrixPlan plan,
      Activations in,
      int generated,
      int prompt,
      float[] out,
      int outOffset,
      int outStride) {
    this.in = in;
    input = plan.form().isPresent() ? in.in(plan.form().get()) : null;
    this.generated = generated;
    this.prompt = prompt;
    this.out = out;
    this.outOffset = outOffset;
    this.outStride = outStride;
  }

  /** (tokens, cols) in float32. */
  public float[] values() {
    return in.values();
  }

  /** The tokens in the form that the plan asks for; null if it asks for the floats. */
  public EncodedInput input() {
    return input;
  }

  /** Tokens that are generated, one of each of several sequences: the first ones. */
  public int generated() {
    return generated;
  }

  /** Tokens of prompts, after the generated ones. */
  public int prompt() {
    return prompt;
  }

  /** All tokens. */
  public int tokens() {
    return generated + prompt;
  }

  /** The outputs. */
  public float[] out() {
    return out;
  }

  /** Where the output of a token and a row belongs. */
  public int outIndex(int token, int row) {
    return outOffset + token * outStride + row;
  }
}
