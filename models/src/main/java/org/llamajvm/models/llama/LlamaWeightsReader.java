package org.llamajvm.models.llama;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.llamajvm.engine.block.Projection;
import org.llamajvm.engine.tensor.Matrix;
import org.llamajvm.format.ModelFormatException;
import org.llamajvm.loader.weights.QuantizationConfig;
import org.llamajvm.loader.weights.TensorStore;
import org.llamajvm.loader.weights.WeightReader;

/** Names the tensors of a model and checks their shapes. */
final class LlamaWeightsReader {

  private static final String EMBEDDING = "model.embed_tokens";
  private static final String OUTPUT = "lm_head";
  private static final String FREQUENCIES = "rotary_emb.inv_freq";

  private final TensorStore store;
  private final WeightReader reader;
  private final LlamaConfig config;
  private final Set<String> used = new HashSet<>();

  LlamaWeightsReader(TensorStore store, QuantizationConfig quantization, LlamaConfig config) {
    this.store = store;
    this.reader = new WeightReader(store, quantization);
    this.config = config;
  }

  LlamaWeights read() throws ModelFormatException {
    Matrix embedding = ends(EMBEDDING, OUTPUT);
    List<LlamaLayerWeights> layers = new ArrayList<>();
    for (int i = 0; i < config.layers(); i++) {
      layers.add(layer("model.layers." + i + "."));
    }
    float[] finalNorm = vector("model.norm.weight", config.hiddenSize());
    Matrix output = sameTensor() ? embedding : ends(OUTPUT, EMBEDDING);
    return new LlamaWeights(embedding, layers, finalNorm, output, unexpected());
  }

  /** As in transformers 5, a second tensor in the files counts for more than the word "tied". */
  private boolean sameTensor() {
    return config.tiedEmbeddings() && !(isThere(EMBEDDING) && isThere(OUTPUT));
  }

  private Matrix ends(String module, String twin) throws ModelFormatException {
    boolean fromTwin = config.tiedEmbeddings() && !isThere(module) && isThere(twin);
    return matrix(fromTwin ? twin : module, config.vocabularySize(), config.hiddenSize());
  }

  private boolean isThere(String module) {
    return reader.has(module + ".weight");
  }

  private LlamaLayerWeights layer(String prefix) throws ModelFormatException {
    int hidden = config.hiddenSize();
    int intermediate = config.intermediateSize();
    boolean attentionBias = config.attentionBias();
    boolean mlpBias = config.mlpBias();
    String attention = prefix + "self_attn.";
    String mlp = prefix + "mlp.";
    return new LlamaLayerWeights(
        vector(prefix + "input_layernorm.weight", hidden),
        projection(attention + "q_proj", config.querySize(), hidden, attentionBias),
        projection(attention + "k_proj", config.keyValueSize(), hidden, attentionBias),
        projection(attention + "v_proj", config.keyValueSize(), hidden, attentionBias),
        projection(attention + "o_proj", hidden, config.querySize(), attentionBias),
        vector(prefix + "post_attention_layernorm.weight", hidden),
        projection(mlp + "gate_proj", intermediate, hidden, mlpBias),
        projection(mlp + "up_proj", intermediate, hidden, mlpBias),
        projection(mlp + "down_proj", hidden, intermediate, mlpBias));
  }

  private Projection projection(String module, int rows, int cols, boolean withBias)
      throws ModelFormatException {
    Matrix weight = matrix(module, rows, cols);
    return new Projection(
        weight, withBias ? Optional.of(vector(module + ".bias", rows)) : Optional.empty());
  }

  private Matrix matrix(String module, int rows, int cols) throws ModelFormatException {
    Matrix matrix = reader.matrix(module, rows, cols);
    used.add(module + ".weight");
    used.add(module + ".scales");
    used.add(module + ".biases");
    return matrix;
  }

  private float[] vector(String name, int length) throws ModelFormatException {
    float[] vector = reader.vector(name, length);
    used.add(name);
    return vector;
  }

  /** Old files hold the rotary frequencies, which follow from the configuration. */
  private List<String> unexpected() {
    return store.names().stream()
        .filter(name -> !used.contains(name) && !name.endsWith(FREQUENCIES))
        .toList();
  }
}
