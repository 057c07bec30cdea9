package org.llamajvm.engine.module;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.llamajvm.engine.attention.AttentionShape;
import org.llamajvm.engine.attention.ScoreRule;
import org.llamajvm.engine.cache.KvLayout;
import org.llamajvm.engine.kernel.KvType;
import org.llamajvm.engine.tensor.Matrix;

/**
 * A decoder-only transformer: the whole tree of a model's weights. Immutable, hence safe to share
 * between threads; the memory of its matrices is borrowed from whoever made it.
 *
 * @param embedding (vocabulary, hidden size)
 * @param layers in their order
 * @param finalNorm (hidden size), before the output
 * @param output (vocabulary, hidden size); its matrix is the embedding's if the two are tied
 * @param logits how products of the output become logits
 */
public record Transformer(
    Embedding embedding,
    List<DecoderLayer> layers,
    RmsNorm finalNorm,
    Linear output,
    ScoreRule logits) {

  /** With products as logits. */
  public Transformer(
      Embedding embedding, List<DecoderLayer> layers, RmsNorm finalNorm, Linear output) {
    this(embedding, layers, finalNorm, output, ScoreRule.scaled(1));
  }

  /** The same with embeddings that are multiplied by a factor. */
  public Transformer withEmbeddingFactor(double factor) {
    Embedding scaled = new Embedding(embedding.name(), embedding.table(), (float) factor);
    return new Transformer(scaled, layers, finalNorm, output, logits);
  }

  /** The same with other logits. */
  public Transformer withLogits(ScoreRule rule) {
    return new Transformer(embedding, layers, finalNorm, output, rule);
  }

  /** Copies the list. */
  public Transformer {
    layers = List.copyOf(layers);
  }

  /** Number of tokens: of rows of the embedding, and of logits. */
  public int vocabularySize() {
    return embedding.table().rows();
  }

  /** Elements of a token's hidden state. */
  public int hiddenSize() {
    return embedding.table().cols();
  }

  /** Whether the embedding is the output's matrix too. */
  public boolean tied() {
    return output.weight().equals(embedding.table());
  }

  /**
   * The class of a sequence's length: those of one class may share keys and values.
   *
   * @param capacity the most tokens of the sequence
   */
  public int lengthClass(int capacity) {
    return layers.stream()
        .mapToInt(layer -> layer.attention().rotary().lengthClass(capacity))
        .max()
        .orElse(0);
  }

  /** How keys and values of all layers are kept. */
  @SuppressWarnings("exports") // for the modules beside this one
  public KvLayout kvLayout(KvType type) {
    List<AttentionShape> shapes = layers.stream().map(layer -> layer.attention().shape()).toList();
    return new KvLayout(
        type,
        shapes.stream()
            .map(shape -> new KvLayout.Heads(shape.keyValueHeads(), shape.headSize()))
            .toList(),
        shapes.stream().map(AttentionShape::window).toList());
  }

  /**
   * The same tree with other weights. Everything that is done with all weights of a model, whatever
   * its architecture, goes this way.
   *
   * @param map called for every weight, in the order of the forward pass
   */
  public Transformer map(WeightMap map) {
    return new Transformer(
        embedding.map(map),
        layers.stream().map(layer -> layer.map(map)).toList(),
        finalNorm.map(map),
        output.map(map),
        logits);
  }

  /** As much of the tree as one token uses: of experts only as many as it is given to. */
  public Transformer active() {
    List<DecoderLayer> used =
        layers.stream()
            .map(layer ->
                new DecoderLayer(
                    layer.attentionBranch(),
                    layer.attention(),
                    layer.mlpBranch(),
                    layer.mlp().active()))
            .toList();
    return new Transformer(embedding, used, finalNorm, output, logits);
  }

  /**
   * All matrices, each once, a tied one too, by the name of the first module that has it.
   *
   * @return in the order of the forward pass
   */
  public Map<Matrix, String> matrices() {
    Map<Matrix, String> names = new LinkedHashMap<>();
    map((name, matrix) -> {
      names.putIfAbsent(matrix, name);
      return matrix;
    });
    return names;
  }

  /** The matrices that a forward pass multiplies by: all but a table that is only looked up. */
  public List<Matrix> multiplied() {
    List<Matrix> matrices = new ArrayList<>();
    map(
        new WeightMap() {
          @Override
          public Matrix matrix(String name, Matrix matrix) {
            matrices.add(matrix);
            return matrix;
          }

          @Override
          public Matrix table(String name, Matrix table) {
            return table;
          }
        });
    return matrices;
  }

  /** Bytes of all matrices, a tied one counted once. */
  public long matrixBytes() {
    return matrices().keySet().stream().mapToLong(Matrix::byteSize).sum();
  }
}
