package org.llamajvm.models.llama;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.llamajvm.engine.block.Projection;
import org.llamajvm.engine.tensor.AffineMatrix;
import org.llamajvm.engine.tensor.FloatMatrix;
import org.llamajvm.engine.tensor.InterleavedMatrix;
import org.llamajvm.engine.tensor.Matrix;

/**
 * A very small model of the same kinds of weights and heads as a large one. Its matrices are the
 * first bytes of the large one's: true codes and scales, but not of the rows and columns they were
 * made for. What it computes means nothing; that it runs the same code is its use.
 *
 * @param config of the small model
 * @param weights borrowed from the large one
 */
record SmallWeights(LlamaConfig config, LlamaWeights weights) {

  /** A multiple of every group size and of the rows of a tile. */
  private static final int SIZE = 128;

  private static final int SMALLEST_RATIO = 4;

  /** The last layer alone would leave out what only a token before the last one needs. */
  private static final int LAYERS = 2;

  /** The small model of a large one; empty if that one is small itself. */
  static Optional<SmallWeights> of(LlamaConfig config, LlamaWeights weights) {
    int heads = keyValueHeads(config);
    boolean large =
        config.hiddenSize() >= SMALLEST_RATIO * SIZE
            && config.intermediateSize() >= SIZE
            && config.vocabularySize() >= SIZE
            && config.keyValueHeads() >= heads
            && Stream.concat(Stream.of(weights.embedding()), weights.multiplied())
                .allMatch(matrix -> SIZE % groupSize(matrix) == 0);
    if (!large) {
      return Optional.empty();
    }
    int group = config.attentionHeads() / config.keyValueHeads();
    LlamaConfig small =
        new LlamaConfig(
            config.architecture(),
            SIZE,
            SIZE,
            SIZE,
            LAYERS,
            heads * group,
            heads,
            config.headSize(),
            config.rmsNormEps(),
            config.rope(),
            config.maxPositions(),
            config.slidingWindow(),
            config.attentionBias(),
            config.mlpBias(),
            false,
            config.bosId(),
            config.eosIds());
    return Optional.of(new SmallWeights(small, cut(small, weights)));
  }

  private static int groupSize(Matrix matrix) {
    return switch (matrix) {
      case InterleavedMatrix m -> m.groupSize();
      case AffineMatrix m -> m.groupSize();
      case FloatMatrix _ -> 1;
    };
  }

  /** As few as make the queries a multiple of every group size. */
  private static int keyValueHeads(LlamaConfig config) {
    int querySize = config.attentionHeads() / config.keyValueHeads() * config.headSize();
    int heads = 1;
    while (heads * querySize % SIZE != 0) {
      heads *= 2;
    }
    return heads;
  }

  private static LlamaWeights cut(LlamaConfig small, LlamaWeights weights) {
    int hidden = small.hiddenSize();
    return new LlamaWeights(
        cut(weights.embedding(), small.vocabularySize(), hidden),
        Collections.nCopies(LAYERS, cut(small, weights.layers().getFirst())),
        Arrays.copyOf(weights.finalNorm(), hidden),
        cut(weights.output(), small.vocabularySize(), hidden),
        List.of());
  }

  private static LlamaLayerWeights cut(LlamaConfig small, LlamaLayerWeights layer) {
    int hidden = small.hiddenSize();
    int intermediate = small.intermediateSize();
    return new LlamaLayerWeights(
        Arrays.copyOf(layer.inputNorm(), hidden),
        cut(layer.query(), small.querySize(), hidden),
        cut(layer.key(), small.keyValueSize(), hidden),
        cut(layer.value(), small.keyValueSize(), hidden),
        cut(layer.output(), hidden, small.querySize()),
        Arrays.copyOf(layer.postAttentionNorm(), hidden),
        cut(layer.gate(), intermediate, hidden),
        cut(layer.up(), intermediate, hidden),
        cut(layer.down(), hidden, intermediate));
  }

  private static Projection cut(Projection projection, int rows, int cols) {
    return new Projection(
        cut(projection.weight(), rows, cols),
        projection.bias().map(bias -> Arrays.copyOf(bias, rows)));
  }

  private static Matrix cut(Matrix matrix, int rows, int cols) {
    return switch (matrix) {
      case InterleavedMatrix m -> {
        long bytes = InterleavedMatrix.byteSize(m.groupSize(), rows, cols);
        yield new InterleavedMatrix(
            m.groupSize(), m.scaleType(), rows, cols, m.data().asSlice(0, bytes));
      }
      case AffineMatrix m -> {
        long codes = (long) rows * cols * m.bits() / 8;
        long scales = (long) rows * (cols / m.groupSize()) * m.scaleType().bytes();
        yield new AffineMatrix(
            m.bits(),
            m.groupSize(),
            m.scaleType(),
            rows,
            cols,
            m.codes().asSlice(0, codes),
            m.scales().asSlice(0, scales),
            m.biases().asSlice(0, scales));
      }
      case FloatMatrix m ->
          new FloatMatrix(
              m.type(), rows, cols, m.data().asSlice(0, (long) rows * cols * m.type().bytes()));
    };
  }
}
