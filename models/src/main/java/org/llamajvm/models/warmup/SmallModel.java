package org.llamajvm.models.warmup;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.llamajvm.engine.module.Transformer;
import org.llamajvm.engine.module.WeightMap;
import org.llamajvm.engine.tensor.AffineMatrix;
import org.llamajvm.engine.tensor.BlockMatrix;
import org.llamajvm.engine.tensor.FloatMatrix;
import org.llamajvm.engine.tensor.InterleavedMatrix;
import org.llamajvm.engine.tensor.Matrix;
import org.llamajvm.format.ModelException;
import org.llamajvm.models.architecture.ModelConfig;
import org.llamajvm.models.architecture.WeightSource;

/**
 * A very small model of the same kinds of weights and heads as a large one. Its matrices are the
 * first bytes of the large one's: true codes and scales, but not of the rows and columns they were
 * made for. What it computes means nothing; that it runs the same code is its use.
 *
 * @param config of the small model
 * @param transformer borrowed from the large one
 */
record SmallModel(ModelConfig config, Transformer transformer) {

  /** A multiple of most group sizes and of the rows of a tile; larger blocks make it larger. */
  private static final int SMALLEST_SIZE = 128;

  private static final int SMALLEST_RATIO = 4;

  /** The last layer alone would leave out what only a token before the last one needs. */
  private static final int LAYERS = 2;

  /** The small model of a large one; empty if that one is small itself. */
  static Optional<SmallModel> of(ModelConfig config, Transformer large) {
    int size =
        large.matrices().keySet().stream()
            .mapToInt(SmallModel::groupSize)
            .reduce(SMALLEST_SIZE, Math::max);
    int heads = keyValueHeads(config, size);
    boolean isLarge =
        config.hiddenSize() >= SMALLEST_RATIO * SMALLEST_SIZE
            && config.intermediateSize() >= size
            && config.vocabularySize() >= size
            && config.layers() >= LAYERS
            && config.keyValueHeads() >= heads
            && large.matrices().keySet().stream().allMatch(matrix -> size % groupSize(matrix) == 0);
    if (!isLarge) {
      return Optional.empty();
    }
    ModelConfig small = config.resized(size, LAYERS, heads);
    try {
      return Optional.of(
          new SmallModel(small, config.architecture().build(small, new Beginnings(large))));
    } catch (ModelException e) {
      throw new IllegalStateException("The large model has been built of the same modules", e);
    }
  }

  /** As few as make the queries a multiple of every group size. */
  private static int keyValueHeads(ModelConfig config, int size) {
    int querySize = config.attentionHeads() / config.keyValueHeads() * config.headSize();
    int heads = 1;
    while (heads * querySize % size != 0) {
      heads *= 2;
    }
    return heads;
  }

  private static int groupSize(Matrix matrix) {
    return switch (matrix) {
      case InterleavedMatrix m -> m.format().groupSize();
      case AffineMatrix m -> m.groupSize();
      case BlockMatrix m -> m.type().elements();
      case FloatMatrix _ -> 1;
    };
  }

  /** The beginnings of a large model's weights, as weights of any shape. */
  private static final class Beginnings implements WeightSource {

    private final Map<String, Matrix> matrices = new HashMap<>();
    private final Map<String, float[]> vectors = new HashMap<>();

    Beginnings(Transformer large) {
      large.map(
          new WeightMap() {
            @Override
            public Matrix matrix(String name, Matrix matrix) {
              matrices.put(name, matrix);
              return matrix;
            }

            @Override
            public float[] vector(String name, float[] vector) {
              vectors.put(name, vector);
              return vector;
            }
          });
    }

    @Override
    public boolean has(String name) {
      return vectors.containsKey(name) || matrices.containsKey(name.replaceFirst("\\.weight$", ""));
    }

    @Override
    public Matrix matrix(String module, int rows, int cols) {
      return cut(matrices.get(module), rows, cols);
    }

    /** Experts of a tree have names of their own, however they lie in files. */
    @Override
    public Matrix stacked(String module, int count, int rows, int cols) {
      throw new IllegalStateException("the tree has no " + module);
    }

    @Override
    public float[] vector(String name, int length) {
      return Arrays.copyOf(vectors.get(name), length);
    }

    @Override
    public float[] vectors(String name, int count, int length) {
      throw new IllegalStateException("the tree has no " + name);
    }
  }

  private static Matrix cut(Matrix matrix, int rows, int cols) {
    return switch (matrix) {
      case InterleavedMatrix m -> {
        long bytes = m.format().byteSize(rows, cols);
        yield new InterleavedMatrix(m.format(), rows, cols, m.data().asSlice(0, bytes));
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
      case BlockMatrix m ->
          new BlockMatrix(
              m.type(), rows, cols, m.data().asSlice(0, rows * m.type().rowBytes(cols)));
      case FloatMatrix m ->
          new FloatMatrix(
              m.type(), rows, cols, m.data().asSlice(0, (long) rows * cols * m.type().bytes()));
    };
  }
}
