package org.llamajvm.models.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.llamajvm.engine.batch.Batch;
import org.llamajvm.engine.kernel.KvType;
import org.llamajvm.engine.module.DecoderLayer;
import org.llamajvm.engine.module.Transformer;
import org.llamajvm.engine.tensor.Matrix;
import org.llamajvm.models.architecture.ModelConfig;
import org.llamajvm.models.bench.BenchmarkTest.Kind;

/**
 * What a test cannot do without: each weight read once for each batch of tokens, the keys and
 * values of all positions before once for each batch, and the multiply-adds of all matrix products.
 * Of a prompt, the last layer takes nothing but keys and values, except of the last token.
 *
 * @param bytes read from memory
 * @param multiplyAdds of weights with activations, and of attention
 */
public record Workload(double bytes, double multiplyAdds) {

  /** Counts what one repetition takes. */
  public static Workload of(BenchmarkModel model, KvType kvType, BenchmarkTest test) {
    return test.kind() == Kind.PROMPT
        ? ofPrompt(model, kvType, test)
        : ofGeneration(model, kvType, test);
  }

  private static Workload ofGeneration(BenchmarkModel model, KvType kvType, BenchmarkTest test) {
    List<Matrix> active = model.transformer().active().multiplied();
    double weightBytes = bytes(active);
    double weights = size(active);
    double bytes = test.tokens() * weightBytes;
    double multiplyAdds = test.allTokens() * weights;
    for (int token = 0; token < test.tokens(); token++) {
      int positions = test.depth() + token + 1;
      bytes += test.parallel() * positionBytes(model.config(), kvType, positions);
      multiplyAdds += test.parallel() * attentionProducts(model.config(), positions);
    }
    return new Workload(bytes, multiplyAdds);
  }

  private static Workload ofPrompt(BenchmarkModel model, KvType kvType, BenchmarkTest test) {
    ModelConfig config = model.config();
    Transformer active = model.transformer().active();
    List<Matrix> all = model.transformer().multiplied();
    List<Matrix> output = List.of(model.transformer().output().weight());
    double bytes = bytes(output);
    double multiplyAdds = size(output) + test.tokens() * (size(active.multiplied()) - size(output));
    for (int first = 0; first < test.tokens(); first += Batch.PIECE) {
      int end = Math.min(first + Batch.PIECE, test.tokens());
      bytes += bytes(all) - bytes(output) + positionBytes(config, kvType, test.depth() + end);
      for (int token = first; token < end; token++) {
        multiplyAdds += attentionProducts(config, test.depth() + token + 1);
      }
    }
    int last = test.tokens() - 1; // tokens that the last layer only takes keys and values of
    int earlierPieces = last / Batch.PIECE;
    bytes -= earlierPieces * bytes(afterKeysAndValues(model.transformer()));
    multiplyAdds -= last * size(afterKeysAndValues(active));
    int lastLayer = config.layers() - 1;
    for (int token = 0; token < last; token++) {
      multiplyAdds -= attentionProducts(config, lastLayer, test.depth() + token + 1);
    }
    return new Workload(bytes, multiplyAdds);
  }

  private static double bytes(List<Matrix> matrices) {
    return matrices.stream().mapToDouble(Matrix::byteSize).sum();
  }

  private static double size(List<Matrix> matrices) {
    return matrices.stream().mapToDouble(m -> (double) m.rows() * m.cols()).sum();
  }

  private static List<Matrix> afterKeysAndValues(Transformer transformer) {
    DecoderLayer layer = transformer.layers().getLast();
    List<Matrix> matrices = new ArrayList<>(List.of(layer.attention().output().weight()));
    layer
        .mlp()
        .map((_, matrix) -> {
          matrices.add(matrix);
          return matrix;
        });
    return matrices;
  }

  /** Bytes of the keys and values of so many positions that a token sees in all layers. */
  private static double positionBytes(ModelConfig config, KvType kvType, int positions) {
    double bytes = 2.0 * config.keyValueHeads() * kvType.vectorBytes(config.headSize());
    return IntStream.range(0, config.layers())
        .mapToDouble(layer -> bytes * visible(config, layer, positions))
        .sum();
  }

  private static double attentionProducts(ModelConfig config, int positions) {
    return IntStream.range(0, config.layers())
        .mapToDouble(layer -> attentionProducts(config, layer, positions))
        .sum();
  }

  private static double attentionProducts(ModelConfig config, int layer, int positions) {
    return 2.0 * config.querySize() * visible(config, layer, positions);
  }

  private static int visible(ModelConfig config, int layer, int positions) {
    int window = config.windows().get(layer);
    return window == 0 ? positions : Math.min(positions, window);
  }

  /** Multiply-adds for a byte read: the x of the roofline. */
  public double intensity() {
    return multiplyAdds / bytes;
  }
}
