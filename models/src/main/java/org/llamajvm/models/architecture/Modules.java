package org.llamajvm.models.architecture;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.llamajvm.engine.attention.Rotary;
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

/**
 * Reads the modules that architectures are made of.
 *
 * @param config sizes and constants
 * @param weights borrowed
 */
public record Modules(ModelConfig config, WeightSource weights) {

  /** What the wavelengths of each pair of a head are multiplied by, in GGUF files. */
  public static final String ROPE_FACTORS = "rope_freqs.weight";

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
   * An RMSNorm.
   *
   * @param module its name, without {@code .weight}
   */
  public RmsNorm norm(String module, int length) throws ModelException {
    return new RmsNorm(
        module, weights.vector(module + ".weight", length), (float) config.rmsNormEps());
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
   * Attention without norms of heads.
   *
   * @param name of the module, the beginning of the names of its projections
   * @param layer index of the layer
   * @param rotary of the layer
   */
  public Attention attention(String name, int layer, Rotary rotary) throws ModelException {
    int hidden = config.hiddenSize();
    Bias bias = config.attentionBias();
    return new Attention(
        config.attentionShape(layer),
        rotary,
        linear(name + ".q_proj", config.querySize(), hidden, bias),
        linear(name + ".k_proj", config.keyValueSize(), hidden, bias),
        linear(name + ".v_proj", config.keyValueSize(), hidden, bias),
        linear(name + ".o_proj", hidden, config.querySize(), bias));
  }

  /**
   * A gated feed-forward network.
   *
   * @param name of the module, the beginning of the names of its projections
   */
  public GatedMlp gatedMlp(String name, Activation activation) throws ModelException {
    int hidden = config.hiddenSize();
    int intermediate = config.intermediateSize();
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
  public Rotary rotary() throws ModelException {
    double[] frequencies = RopeFrequencies.of(config.rope(), config.headSize());
    if (weights.has(ROPE_FACTORS)) {
      float[] factors = weights.vector(ROPE_FACTORS, frequencies.length);
      for (int i = 0; i < factors.length; i++) {
        frequencies[i] /= factors[i];
      }
    }
    return new Rotary(frequencies);
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
