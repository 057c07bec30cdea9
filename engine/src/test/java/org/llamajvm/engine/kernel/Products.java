package org.llamajvm.engine.kernel;

import org.llamajvm.engine.parallel.Scratch;

/** Calls kernels as a linear layer does. */
public final class Products {

  private Products() {}

  /**
   * A product that is ready to be multiplied.
   *
   * @param values (generated + prompt, cols)
   */
  public static Product of(
      MatrixKernel kernel,
      float[] values,
      int generated,
      int prompt,
      float[] out,
      int outOffset,
      int outStride) {
    int tokens = generated + prompt;
    Activations in = new Activations(kernel.cols());
    in.reserve(tokens);
    System.arraycopy(values, 0, in.values(), 0, tokens * kernel.cols());
    Product product = new Product();
    product.set(kernel.plan(generated, prompt), in, generated, prompt, out, outOffset, outStride);
    if (product.input() != null) {
      product.input().reserve(tokens);
      product.input().encode(in.values(), 0, tokens);
    }
    return product;
  }

  /** (generated + prompt, rows) outputs, all rows in one call. */
  public static float[] whole(MatrixKernel kernel, float[] values, int generated, int prompt) {
    float[] out = new float[(generated + prompt) * kernel.rows()];
    Product product = of(kernel, values, generated, prompt, out, 0, kernel.rows());
    kernel.multiply(product, 0, kernel.rows(), new Scratch());
    return out;
  }
}
