package org.llamajvm.engine.kernel.vector.matmul;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.llamajvm.engine.kernel.MatrixKernel;
import org.llamajvm.engine.kernel.Products;
import org.llamajvm.engine.tensor.RandomMatrices;

/** What {@link MatrixKernel} promises of every kernel. */
final class MatrixPromises {

  private MatrixPromises() {}

  /**
   * Compares each token's outputs with those of the token alone.
   *
   * @param steps pairs: generated tokens, tokens of prompts
   */
  static void aTokenGetsTheSameAloneAndAmongOthers(MatrixKernel kernel, int[][] steps) {
    int most = Arrays.stream(steps).mapToInt(step -> step[0] + step[1]).max().orElseThrow();
    int cols = kernel.cols();
    int rows = kernel.rows();
    float[] values = new RandomMatrices(most).vector(most * cols);
    float[][] generated = new float[most][];
    float[][] prompt = new float[most][];
    for (int token = 0; token < most; token++) {
      float[] own = Arrays.copyOfRange(values, token * cols, (token + 1) * cols);
      generated[token] = Products.whole(kernel, own, 1, 0);
      prompt[token] = Products.whole(kernel, own, 0, 1);
    }
    for (int[] step : steps) {
      float[] out = Products.whole(kernel, values, step[0], step[1]);
      for (int token = 0; token < step[0] + step[1]; token++) {
        assertThat(Arrays.copyOfRange(out, token * rows, (token + 1) * rows))
            .as("token %d of %d generated, %d of a prompt", token, step[0], step[1])
            .containsExactly(token < step[0] ? generated[token] : prompt[token]);
      }
    }
  }
}
