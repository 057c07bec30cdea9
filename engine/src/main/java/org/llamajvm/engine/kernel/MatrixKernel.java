package org.llamajvm.engine.kernel;

import org.llamajvm.engine.parallel.Scratch;

/**
 * A weight matrix together with the code that multiplies by it. Stateless; threads share it and
 * take a range of rows each.
 *
 * <p>A product has tokens of two roles: those that are <em>generated</em>, one of each of several
 * sequences, and those of <em>prompts</em>. An output depends, to the bit, on the row of weights,
 * on the token's inputs and on its role, and on nothing else: not on how many other tokens there
 * are, nor which, nor on how rows are cut into ranges. So a sequence gives the same text alone and
 * among others. What a kernel does beyond that, and from how many tokens on, only it knows.
 */
public interface MatrixKernel {

  /** Of which a range of rows should begin at a multiple. */
  int ROW_STEP = 16;

  /** Outputs. */
  int rows();

  /** Inputs. */
  int cols();

  /**
   * How to call {@link #multiply} for so many tokens. Makes nothing anew.
   *
   * @param generated tokens that are generated
   * @param prompt tokens of prompts
   */
  MatrixPlan plan(int generated, int prompt);

  /**
   * Multiplies a range of rows by all tokens of a product, and writes no other outputs.
   *
   * @param product what to multiply, set with this kernel's plan for its tokens
   * @param fromRow first row, inclusive, a multiple of {@link #ROW_STEP}
   * @param toRow last row, exclusive, a multiple of {@link #ROW_STEP} or {@link #rows()}
   * @param scratch buffers of the calling thread
   */
  @SuppressWarnings("exports") // called by the engine alone
  void multiply(Product product, int fromRow, int toRow, Scratch scratch);
}
