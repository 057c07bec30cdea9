package org.llamajvm.models.architecture;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.IntPredicate;
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
  private static final String FULL = "full_attention";
  private static final String SLIDING = "sliding_attention";
  private static final String CHUNKED = "chunked_attention";

  /** Transformers knows the same activation by two names. */
  private static final List<String> SILU = List.of("silu", "swish");

  private final Architecture architecture;
  private final JsonObject json;
  private final int layers;
  private final int heads;
  private String activationKey = "hidden_act";
  private List<String> activations = SILU;
  private int defaultPositions;
  private double defaultEps = 1e-6;
  private double defaultTheta = 10000;
  private boolean defaultTied;
  private boolean mayTurnParts;
  private String ropeOf = "";
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
    layers = json.integer("num_hidden_layers", 1, MAX_LAYERS);
    heads = json.integer("num_attention_heads", 1, MAX_HEADS);
    defaultKeyValueHeads = heads;
    windows = Collections.nCopies(layers, 0);
  }

  /** The tanh approximation of GELU, which this entry may name; else it must be SiLU. */
  StandardConfig geluTanh(String key) {
    activationKey = key;
    activations = List.of("gelu_pytorch_tanh");
    return this;
  }

  private void checkActivation() throws ModelException {
    Optional<String> name = json.optionalText(activationKey);
    if (name.isPresent() && !activations.contains(name.get())) {
      throw json.unsupported(activationKey, activations.getFirst());
    }
  }

  /** What is added to the mean square of a model that names nothing. */
  StandardConfig defaultEps(double value) {
    defaultEps = value;
    return this;
  }

  /** The base of the wavelengths of a model that names none. */
  StandardConfig defaultTheta(double value) {
    defaultTheta = value;
    return this;
  }

  /** A model that does not say so has its embedding as output, too. */
  StandardConfig tiedByDefault() {
    defaultTied = true;
    return this;
  }

  /** Only a part of each head may be turned. */
  StandardConfig partialRotary() {
    mayTurnParts = true;
    return this;
  }

  /** Each type of layers may have rotary parameters of its own; those of this type are read. */
  StandardConfig ropeOf(String layerType) {
    ropeOf = layerType;
    return this;
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
    return defaultEnds(OptionalInt.empty(), List.of());
  }

  /** BOS and EOS of a model that does not name them. */
  StandardConfig defaultEnds(OptionalInt bos, List<Integer> eos) {
    defaultBos = bos;
    defaultEos = eos;
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
    int first = json.optionalInteger("max_window_layers", 0, MAX_LAYERS).orElse(defaultFullLayers);
    return windows(
        json.optionalInteger(key, 1, MAX_POSITIONS).orElse(defaultWindow),
        SLIDING,
        i -> i >= first);
  }

  /**
   * The window {@code sliding_window}, if it is not null, for the layers that {@code layer_types}
   * names, or else for those that a rule names.
   *
   * @param defaultWindow of a model that names none; 0 for none
   * @param sliding whether a layer has a window
   */
  StandardConfig slidingWindow(int defaultWindow, IntPredicate sliding) throws ModelException {
    String key = "sliding_window";
    int window =
        json.isNull(key) ? 0 : json.optionalInteger(key, 1, MAX_POSITIONS).orElse(defaultWindow);
    return windows(window, SLIDING, sliding);
  }

  /**
   * Chunks of {@code attention_chunk_size} for the layers that {@code layer_types} names, or else
   * for those that a rule names.
   *
   * @param defaultSize of a model that names none
   * @param chunked whether a layer has chunks
   */
  StandardConfig chunks(int defaultSize, IntPredicate chunked) throws ModelException {
    int size = json.optionalInteger("attention_chunk_size", 1, MAX_POSITIONS).orElse(defaultSize);
    return windows(size, CHUNKED, chunked);
  }

  private StandardConfig windows(int window, String type, IntPredicate byRule)
      throws ModelException {
    List<String> types = json.texts("layer_types");
    if (types.size() != layers && types.stream().distinct().count() > 1) {
      throw json.wrong(
          "layer_types", "an entry for each of \"num_hidden_layers\", which is " + layers);
    }
    if (!Set.of(FULL, type).containsAll(types)) {
      throw json.unsupported("layer_types", FULL + ", " + type);
    }
    IntPredicate named = layer -> types.get(Math.min(layer, types.size() - 1)).equals(type);
    IntPredicate hasWindow = types.isEmpty() ? byRule : named;
    windows = IntStream.range(0, layers).mapToObj(i -> hasWindow.test(i) ? window : 0).toList();
    return this;
  }

  /** Number of layers. */
  int layers() {
    return layers;
  }

  /**
   * How layers with a window turn: as their own parameters say, or without scaling.
   *
   * @param thetaKey entry of the base, if they have no parameters of their own
   * @param absentTheta of a model that names none
   */
  RopeConfig localRope(String thetaKey, double absentTheta) throws ModelException {
    Optional<JsonObject> sections = json.optionalObject("rope_parameters");
    if (sections.isEmpty() || !sections.get().isObject(SLIDING)) {
      return new RopeConfig(
          json.optionalPositive(thetaKey).orElse(absentTheta), new RopeConfig.Unscaled());
    }
    int headSize = headSize(json.integer("hidden_size", 1, MAX_WIDTH));
    return new RopeConfigParser(json, headSize, maxPositions())
        .defaultTheta(absentTheta)
        .parse(SLIDING);
  }

  private int maxPositions() throws ModelException {
    return json.optionalInteger("max_position_embeddings", 1, MAX_POSITIONS)
        .orElse(defaultPositions);
  }

  /** Reads the rest. */
  ModelConfig read() throws ModelException {
    return readAs(architecture);
  }

  /** Reads the rest, for an architecture that has constants of its own. */
  ModelConfig readAs(Architecture specific) throws ModelException {
    checkActivation();
    int vocabularySize = json.integer("vocab_size", 1, MAX_VOCABULARY);
    int hiddenSize = json.integer("hidden_size", 1, MAX_WIDTH);
    int maxPositions = maxPositions();
    int headSize = headSize(hiddenSize);
    return new ModelConfig(
        specific,
        vocabularySize,
        hiddenSize,
        json.integer("intermediate_size", 1, MAX_WIDTH),
        heads,
        keyValueHeads(),
        headSize,
        json.optionalNumber("rms_norm_eps", 0, 1).orElse(defaultEps),
        rope(headSize, maxPositions),
        maxPositions,
        windows,
        attentionBias,
        mlpBias,
        json.flag("tie_word_embeddings", defaultTied),
        bosId(vocabularySize),
        eosIds(vocabularySize));
  }

  private RopeConfig rope(int headSize, int maxPositions) throws ModelException {
    RopeConfigParser parser =
        new RopeConfigParser(json, headSize, maxPositions).defaultTheta(defaultTheta);
    if (mayTurnParts) {
      parser.partial();
    }
    return ropeOf.isEmpty() ? parser.parse() : parser.parse(ropeOf);
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
