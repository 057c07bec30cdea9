package org.llamajvm.models.bench;

import java.util.List;
import java.util.stream.Stream;
import org.llamajvm.engine.block.Projection;
import org.llamajvm.engine.kernel.KvType;
import org.llamajvm.engine.tensor.Matrix;
import org.llamajvm.models.bench.BenchmarkTest.Kind;
import org.llamajvm.models.llama.LlamaConfig;
import org.llamajvm.models.llama.LlamaLayerWeights;

/**
 * What a test cannot do without: each weight read once for each batch of tokens, the keys and
 * values of all positions before once for each batch, and the multiply-adds of all matrix products.
 * Of a prompt, the last layer takes nothing but keys and values, except of the last token.
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

    boolean prompt = test.kind() == Kind.PROMPT;
    int batch = prompt ? BATCH : 1;
    int outputs = prompt ? 1 : test.tokens();
    double bytes = outputs * (double) output.byteSize();
    double multiplyAdds = outputs * outputSize + test.tokens() * layerSize;
    for (int first = 0; first < test.tokens(); first += batch) {
      int end = Math.min(first + batch, test.tokens());
      bytes += layerBytes + positionBytes * visible(config, test.depth() + end);
      for (int token = first; token < end; token++) {
        multiplyAdds += positionProducts * visible(config, test.depth() + token + 1);
      }
    }
    if (prompt) {
      int last = test.tokens() - 1; // tokens that the last layer only takes keys and values of
      List<Matrix> skipped = afterKeysAndValues(model.weights().layers().getLast());
      int batches = last / batch;
      bytes -= batches * skipped.stream().mapToDouble(Matrix::byteSize).sum();
      multiplyAdds -= last * skipped.stream().mapToDouble(m -> (double) m.rows() * m.cols()).sum();
      for (int token = 0; token < last; token++) {
        multiplyAdds -=
            positionProducts / config.layers() * visible(config, test.depth() + token + 1);
      }
    }
    return new Workload(bytes, multiplyAdds);
  }

  private static List<Matrix> afterKeysAndValues(LlamaLayerWeights layer) {
    return Stream.of(layer.output(), layer.gate(), layer.up(), layer.down())
        .map(Projection::weight)
        .toList();
  }

  private static int visible(LlamaConfig config, int positions) {
    return config.slidingWindow() == 0 ? positions : Math.min(positions, config.slidingWindow());
  }

  /** Multiply-adds for a byte read: the x of the roofline. */
  public double intensity() {
    return multiplyAdds / bytes;
  }
}
