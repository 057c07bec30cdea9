package org.llamajvm.models.architecture;

import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.llamajvm.format.JsonObject;
import org.llamajvm.format.ModelException;

/**
 * The entries of a configuration that the descendants of Llama share, under the names of
 * transformers. An architecture says where it has other defaults; only the sizes that no two models
 * share have none. For one thread.
 */
final class StandardConfig {

  private static final int MAX_VOCABULARY = 1 << 24;
  private static final int MAX_WIDTH = 1 << 24;
  private static final int MAX_LAYERS = 1 << 14;
  private static final int MAX_HEADS = 1 << 16;
  private static final int MAX_POSITIONS = 1 << 30;
  private static final double DEFAULT_EPS = 1e-6;

  private final Architecture architecture;
  private final JsonObject json;
  private final int layers;
  private final int heads;
  private int defaultPositions;
  private int defaultKeyValueHeads;
  private OptionalInt defaultHeadSize = OptionalInt.empty();
  private OptionalInt defaultBos = OptionalInt.of(1);
  private List<Integer> defaultEos = List.of(2);
  private List<Integer> windows;
  private Bias attentionBias = Bias.IF_THERE;
  private Bias mlpBias = Bias.IF_THERE;

  StandardConfig(Architecture architecture, JsonObject json) throws ModelException {
    this.architecture = architecture;
    this.json = json;
    checkActivation();
    layers = json.integer("num_hidden_layers", 1, MAX_LAYERS);
    heads = json.integer("num_attention_heads", 1, MAX_HEADS);
    defaultKeyValueHeads = heads;
    windows = Collections.nCopies(layers, 0);
  }

  /** Transformers knows the same activation by two names. */
  private void checkActivation() throws ModelException {
    String name = json.optionalText("hidden_act").orElse("silu");
    if (!name.equals("silu") && !name.equals("swish")) {
      throw json.unsupported("hidden_act", "silu");
    }
  }

  /** The context of a model that names none. */
  StandardConfig defaultPositions(int value) {
    defaultPositions = value;
    return this;
  }

  /** Key and value heads of a model that names none; else as many as query heads. */
  StandardConfig defaultKeyValueHeads(int value) {
    defaultKeyValueHeads = value;
    return this;
  }

  /** Elements of a head of a model that names none; else hidden size / heads. */
  StandardConfig defaultHeadSize(int value) {
    defaultHeadSize = OptionalInt.of(value);
    return this;
  }

  /** A model that names neither BOS nor EOS has neither; else they are 1 and 2. */
  StandardConfig noDefaultEnds() {
    defaultBos = OptionalInt.empty();
    defaultEos = List.of();
    return this;
  }

  /** Biases as these flags say. */
  StandardConfig biases(String attentionFlag, String mlpFlag) throws ModelException {
    attentionBias = bias(attentionFlag);
    mlpBias = bias(mlpFlag);
    return this;
  }

  /** No biases, whatever is there. */
  StandardConfig noBiases() {
    attentionBias = Bias.NONE;
    mlpBias = Bias.NONE;
    return this;
  }

  /** Biases of attention as this flag says, and none of the feed-forward network. */
  StandardConfig attentionBias(String flag) throws ModelException {
    attentionBias = bias(flag);
    mlpBias = Bias.NONE;
    return this;
  }

  private Bias bias(String flag) throws ModelException {
    return json.optionalFlag(flag)
        .map(given -> given ? Bias.REQUIRED : Bias.NONE)
        .orElse(Bias.IF_THERE);
  }

  /**
   * The window {@code sliding_window}, if it is not null, for the layers that {@code layer_types}
   * names, or else for those from {@code max_window_layers} on.
   *
   * @param used whether it is used where {@code use_sliding_window} says nothing
   * @param defaultWindow of a model that names none
   * @param defaultFullLayers the first layers, without a window, of a model that does not say how
   *     many
   */
  StandardConfig slidingWindow(boolean used, int defaultWindow, int defaultFullLayers)
      throws ModelException {
    String key = "sliding_window";
    if (json.isNull(key) || !json.optionalFlag("use_sliding_window").orElse(used)) {
      return this;
    }
    int window = json.optionalInteger(key, 1, MAX_POSITIONS).orElse(defaultWindow);
    List<String> types = json.texts("layer_types");
    if (types.isEmpty()) {
      int first =
          json.optionalInteger("max_window_layers", 0, MAX_LAYERS).orElse(defaultFullLayers);
      windows = IntStream.range(0, layers).mapToObj(layer -> layer < first ? 0 : window).toList();
      return this;
    }
    if (types.size() != layers && types.stream().distinct().count() > 1) {
      throw json.wrong(
          "layer_types", "an entry for each of \"num_hidden_layers\", which is " + layers);
    }
    for (String type : types) {
      if (!type.equals("full_attention") && !type.equals("sliding_attention")) {
        throw json.unsupported("layer_types", "full_attention, sliding_attention");
      }
    }
    windows =
        IntStream.range(0, layers)
            .mapToObj(layer -> types.get(Math.min(layer, types.size() - 1)))
            .map(type -> type.equals("full_attention") ? 0 : window)
            .toList();
    return this;
  }

  ModelConfig read() throws ModelException {
    int vocabularySize = json.integer("vocab_size", 1, MAX_VOCABULARY);
    int hiddenSize = json.integer("hidden_size", 1, MAX_WIDTH);
    int maxPositions =
        json.optionalInteger("max_position_embeddings", 1, MAX_POSITIONS).orElse(defaultPositions);
    return new ModelConfig(
        architecture,
        vocabularySize,
        hiddenSize,
        json.integer("intermediate_size", 1, MAX_WIDTH),
        heads,
        keyValueHeads(),
        headSize(hiddenSize),
        json.optionalNumber("rms_norm_eps", 0, 1).orElse(DEFAULT_EPS),
        RopeConfigParser.parse(json, maxPositions),
        maxPositions,
        windows,
        attentionBias,
        mlpBias,
        json.optionalFlag("tie_word_embeddings").orElse(false),
        bosId(vocabularySize),
        eosIds(vocabularySize));
  }

  private int keyValueHeads() throws ModelException {
    String key = "num_key_value_heads";
    int absent = json.isNull(key) ? heads : defaultKeyValueHeads;
    int keyValueHeads = json.optionalInteger(key, 1, heads).orElse(absent);
    if (heads % keyValueHeads != 0) {
      throw json.wrong(key, "a divisor of \"num_attention_heads\", which is " + heads);
    }
    return keyValueHeads;
  }

  private int headSize(int hiddenSize) throws ModelException {
    OptionalInt named = json.optionalInteger("head_dim", 1, MAX_WIDTH / heads);
    OptionalInt given = named.isPresent() ? named : defaultHeadSize;
    if (given.isEmpty() && hiddenSize % heads != 0) {
      throw json.wrong("hidden_size", "a multiple of \"num_attention_heads\", which is " + heads);
    }
    int headSize = given.orElse(hiddenSize / heads);
    if (headSize % 2 != 0) {
      throw given.isPresent()
          ? json.wrong("head_dim", "an even number, for rotary position embedding")
          : json.wrong(
              "hidden_size", "an even multiple of \"num_attention_heads\", which is " + heads);
    }
    return headSize;
  }

  private OptionalInt bosId(int vocabularySize) throws ModelException {
    String key = "bos_token_id";
    if (json.isNull(key)) {
      return OptionalInt.empty();
    }
    OptionalInt id = json.optionalInteger(key, 0, vocabularySize - 1);
    return id.isPresent() ? id : defaultBos;
  }

  private List<Integer> eosIds(int vocabularySize) throws ModelException {
    String key = "eos_token_id";
    if (!json.has(key)) {
      return json.isNull(key) ? List.of() : defaultEos;
    }
    List<Integer> ids = json.tokenIds(key);
    if (ids.stream().anyMatch(id -> id >= vocabularySize)) {
      throw json.wrong(key, "ids below \"vocab_size\", which is " + vocabularySize);
    }
    return ids;
  }
}
