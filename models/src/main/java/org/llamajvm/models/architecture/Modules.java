package org.llamajvm.models.architecture;

import static org.llamajvm.format.ModelException.Kind.UNSUPPORTED;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.llamajvm.engine.attention.RotaryScheme;
import org.llamajvm.engine.kernel.Activation;
import org.llamajvm.engine.module.Attention;
import org.llamajvm.engine.module.DecoderLayer;
import org.llamajvm.engine.module.Embedding;
import org.llamajvm.engine.module.GatedMlp;
import org.llamajvm.engine.module.Linear;
import org.llamajvm.engine.module.RmsNorm;
import org.llamajvm.engine.module.Transformer;
import org.llamajvm.engine.tensor.Matrix;
import org.llamajvm.format.ModelException;
import org.llamajvm.format.ModelFormatException;

/**
 * Reads the modules that architectures are made of.
 *
 * @param config sizes and constants
 * @param weights borrowed
 * @param normOffset what is added to the weights of norms
 */
public record Modules(ModelConfig config, WeightSource weights, float normOffset) {

  /** What the wavelengths of each pair of a head are multiplied by, in GGUF files. */
  public static final String ROPE_FACTORS = "rope_freqs.weight";

  /** With the weights of norms as they are. */
  public Modules(ModelConfig config, WeightSource weights) {
    this(config, NestedWeights.withoutHead(NestedWeights.of(weights)), 0);
  }

  /** The same where something is added to the weights of norms. */
  public Modules withNormOffset(float offset) {
    return new Modules(config, weights, offset);
  }

  /**
   * A linear layer.
   *
   * @param module its name, without {@code .weight}
   */
  public Linear linear(String module, int outputs, int inputs, Bias bias) throws ModelException {
    Matrix weight = weights.matrix(module, outputs, inputs);
    String name = module + ".bias";
    boolean there = bias == Bias.REQUIRED || (bias == Bias.IF_THERE && weights.has(name));
    return new Linear(
        module, weight, there ? Optional.of(weights.vector(name, outputs)) : Optional.empty());
  }

  /**
   * Linear layers without biases whose rows lie one after the other in one matrix.
   *
   * @param module its name, without {@code .weight}
   * @param outputs rows of each layer
   */
  public List<Linear> fused(String module, int inputs, int... outputs) throws ModelException {
    Matrix all = weights.matrix(module, IntStream.of(outputs).sum(), inputs);
    List<Linear> parts = new ArrayList<>();
    int from = 0;
    for (int rows : outputs) {
      parts.add(new Linear(module, cut(module, all, from, from + rows), Optional.empty()));
      from += rows;
    }
    return parts;
  }

  /** Some rows of a matrix. */
  static Matrix cut(String module, Matrix all, int from, int to) throws ModelException {
    try {
      return all.rows(from, to);
    } catch (IllegalArgumentException e) {
      throw ModelFormatException.of(
          UNSUPPORTED,
          "Tensor '%s.weight' holds several layers in a layout that does not allow to take them apart: %s"
              .formatted(module, e.getMessage()));
    }
  }

  /**
   * An RMSNorm.
   *
   * @param module its name, without {@code .weight}
   */
  public RmsNorm norm(String module, int length) throws ModelException {
    float[] weight = weights.vector(module + ".weight", length);
    if (normOffset != 0) {
      for (int i = 0; i < length; i++) {
        weight[i] += normOffset;
      }
    }
    return new RmsNorm(module, weight, (float) config.rmsNormEps());
  }

  /** A norm over hidden states. */
  public RmsNorm norm(String module) throws ModelException {
    return norm(module, config.hiddenSize());
  }

  /**
   * A whole tree: embedding, layers, norm and output, under the names that nearly all architectures
   * have for them.
   *
   * @param layer reads a layer
   */
  public Transformer transformer(LayerReader layer) throws ModelException {
    Embedding embedding = embedding("model.embed_tokens", "lm_head");
    List<DecoderLayer> layers = new ArrayList<>();
    for (int i = 0; i < config.layers(); i++) {
      layers.add(layer.read("model.layers." + i, i));
    }
    RmsNorm finalNorm = norm("model.norm", config.hiddenSize());
    Linear output = output("lm_head", embedding, "model.embed_tokens");
    return new Transformer(embedding, layers, finalNorm, output);
  }

  /** Reads one layer of a tree. */
  @FunctionalInterface
  public interface LayerReader {

    /**
     * Reads it.
     *
     * @param name of the layer, the beginning of the names of its modules
     * @param index from 0 on
     * @throws ModelException if a tensor is missing, has another shape or a type that is not
     *     supported
     */
    DecoderLayer read(String name, int index) throws ModelException;
  }

  /**
   * Attention without norms of heads, with biases as the configuration has them.
   *
   * @param name of the module, the beginning of the names of its projections
   * @param layer index of the layer
   * @param rotary of the layer
   */
  public Attention attention(String name, int layer, RotaryScheme rotary) throws ModelException {
    return attention(name, layer, rotary, config.attentionBias(), config.attentionBias());
  }

  /**
   * Attention without norms of heads.
   *
   * @param inputBias of queries, keys and values
   * @param outputBias of the output
   */
  public Attention attention(
      String name, int layer, RotaryScheme rotary, Bias inputBias, Bias outputBias)
      throws ModelException {
    int hidden = config.hiddenSize();
    return new Attention(
        config.attentionShape(layer),
        rotary,
        linear(name + ".q_proj", config.querySize(), hidden, inputBias),
        linear(name + ".k_proj", config.keyValueSize(), hidden, inputBias),
        linear(name + ".v_proj", config.keyValueSize(), hidden, inputBias),
        linear(name + ".o_proj", hidden, config.querySize(), outputBias));
  }

  /**
   * A gated feed-forward network.
   *
   * @param name of the module, the beginning of the names of its projections
   */
  public GatedMlp gatedMlp(String name, Activation activation) throws ModelException {
    return gatedMlp(name, activation, config.intermediateSize());
  }

  /**
   * A gated feed-forward network of another size.
   *
   * @param intermediate elements between its two halves
   */
  public GatedMlp gatedMlp(String name, Activation activation, int intermediate)
      throws ModelException {
    int hidden = config.hiddenSize();
    Bias bias = config.mlpBias();
    return new GatedMlp(
        activation,
        linear(name + ".gate_proj", intermediate, hidden, bias),
        linear(name + ".up_proj", intermediate, hidden, bias),
        linear(name + ".down_proj", hidden, intermediate, bias));
  }

  /**
   * The turning of queries and keys; to be made once for all layers that turn alike. Where the
   * weights have {@value #ROPE_FACTORS}, the frequencies are divided by it.
   */
  public RotaryScheme rotary() throws ModelException {
    return rotary(config.rope());
  }

  /** The same with other parameters, for layers that have their own. */
  public RotaryScheme rotary(RopeConfig rope) throws ModelException {
    return rotary(rope, false);
  }

  /** The turning of neighbours instead of elements of two halves. */
  public RotaryScheme rotaryOfNeighbours() throws ModelException {
    return rotary(config.rope(), true);
  }

  private RotaryScheme rotary(RopeConfig rope, boolean neighbours) throws ModelException {
    int pairs = RopeFrequencies.of(rope, config.headSize()).length;
    float[] divisors =
        weights.has(ROPE_FACTORS) ? weights.vector(ROPE_FACTORS, pairs) : new float[0];
    return new RopeScheme(rope, config.headSize(), divisors, neighbours);
  }

  /**
   * The embedding. Where it is tied to the output, either may be the one that is there.
   *
   * @param module its name, without {@code .weight}
   * @param output the output's name
   */
  private Embedding embedding(String module, String output) throws ModelException {
    String name = nameOfEnd(module, output);
    return new Embedding(name, endMatrix(name));
  }

  /**
   * The output: the embedding itself if the two are tied. As in transformers 5, a second tensor
   * counts for more than the word "tied".
   *
   * @param module its name, without {@code .weight}
   * @param embedding what {@link #embedding} has read
   * @param embeddingModule the embedding's name
   */
  private Linear output(String module, Embedding embedding, String embeddingModule)
      throws ModelException {
    boolean both = isThere(module) && isThere(embeddingModule);
    if (config.tiedEmbeddings() && !both) {
      return new Linear(embedding.name(), embedding.table(), Optional.empty());
    }
    return new Linear(module, endMatrix(module), Optional.empty());
  }

  private String nameOfEnd(String module, String twin) {
    return config.tiedEmbeddings() && !isThere(module) && isThere(twin) ? twin : module;
  }

  private Matrix endMatrix(String name) throws ModelException {
    return weights.matrix(name, config.vocabularySize(), config.hiddenSize());
  }

  private boolean isThere(String module) {
    return weights.has(module + ".weight");
  }
}
