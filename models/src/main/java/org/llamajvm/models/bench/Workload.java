package org.llamajvm.models.bench;

import org.llamajvm.engine.kernel.KvType;
import org.llamajvm.engine.tensor.Matrix;
import org.llamajvm.models.bench.BenchmarkTest.Kind;
import org.llamajvm.models.llama.LlamaConfig;

/**
 * What a test cannot do without: each weight read once for each batch of tokens, the keys and
 * values of all positions before once for each batch, and the multiply-adds of all matrix products.
 *
 * @param bytes read from memory
 * @param multiplyAdds of weights with activations, and of attention
 */
public record Workload(double bytes, double multiplyAdds) {

  private static final int BATCH = 512;

  /** Counts what one repetition takes. */
  public static Workload of(BenchmarkModel model, KvType kvType, BenchmarkTest test) {
    LlamaConfig config = model.config();
    Matrix output = model.weights().output();
    double outputSize = (double) output.rows() * output.cols();
    double layerBytes =
        model.weights().multiplied().mapToDouble(Matrix::byteSize).sum() - output.byteSize();
    double layerSize =
        model.weights().multiplied().mapToDouble(m -> (double) m.rows() * m.cols()).sum()
            - outputSize;
    double positionBytes =
        2.0 * config.layers() * config.keyValueHeads() * kvType.vectorBytes(config.headSize());
    double positionProducts = 2.0 * config.layers() * config.querySize();

    int batch = test.kind() == Kind.PROMPT ? BATCH : 1;
    int outputs = test.kind() == Kind.PROMPT ? 1 : test.tokens();
    double bytes = outputs * (double) output.byteSize();
    double multiplyAdds = outputs * outputSize + test.tokens() * layerSize;
    for (int first = 0; first < test.tokens(); first += batch) {
      int end = Math.min(first + batch, test.tokens());
      bytes += layerBytes + positionBytes * visible(config, test.depth() + end);
      for (int token = first; token < end; token++) {
        multiplyAdds += positionProducts * visible(config, test.depth() + token + 1);
      }
    }
    return new Workload(bytes, multiplyAdds);
  }

  private static int visible(LlamaConfig config, int positions) {
    return config.slidingWindow() == 0 ? positions : Math.min(positions, config.slidingWindow());
  }

  /** Multiply-adds for a byte read: the x of the roofline. */
  public double intensity() {
    return multiplyAdds / bytes;
  }
}
