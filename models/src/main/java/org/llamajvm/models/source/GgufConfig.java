package org.llamajvm.models.source;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.llamajvm.format.JsonObject;
import org.llamajvm.format.ModelException;
import org.llamajvm.format.ModelFormatException;
import org.llamajvm.loader.gguf.GgufMetadata;
import org.llamajvm.loader.gguf.GgufModel;
import org.llamajvm.loader.gguf.GgufTensor;

/** Writes what a GGUF file says of its model as transformers would. For one thread. */
final class GgufConfig {

  static final String ARCHITECTURE = "general.architecture";

  private static final int MAX_LAYERS = 1 << 14;
  private static final int MAX_SIZE = 1 << 24;
  private static final int MAX_POSITIONS = 1 << 30;

  /** Factors that no supported architecture has, each with the value that changes nothing. */
  private static final Map<String, Double> FACTORS =
      Map.of(
          "attention.scale", 0.0,
          "attn_logit_softcapping", 0.0,
          "final_logit_softcapping", 0.0,
          "attention.clamp_kqv", 0.0,
          "logit_scale", 1.0,
          "embedding_scale", 1.0,
          "residual_scale", 1.0,
          "rope.scaling.attn_factor", 1.0);

  private final GgufModel model;
  private final GgufMetadata metadata;
  private final Path file;
  private final String architecture;
  private final Map<String, Object> entries = new LinkedHashMap<>();
  private final Map<String, String> names = new HashMap<>();

  private GgufConfig(GgufModel model) throws ModelException {
    this.model = model;
    metadata = model.metadata();
    file = model.files().getFirst();
    architecture = architecture(metadata);
  }

  /**
   * The configuration.
   *
   * @throws ModelException if a key is missing, has another type, is out of range, or asks for what
   *     is not supported
   */
  static JsonObject read(GgufModel model) throws ModelException {
    return new GgufConfig(model).read();
  }

  /** The name of the architecture, which every model must have. */
  static String architecture(GgufMetadata metadata) throws ModelException {
    return metadata.text(ARCHITECTURE).orElseThrow(() -> metadata.missing(ARCHITECTURE));
  }

  private JsonObject read() throws ModelException {
    checkFactors();
    put("model_type", ARCHITECTURE, architecture);
    int layers = (int) required("block_count", MAX_LAYERS);
    int width = (int) required("embedding_length", MAX_SIZE);
    put("num_hidden_layers", own("block_count"), layers);
    put("hidden_size", own("embedding_length"), width);
    put("intermediate_size", own("feed_forward_length"), same("feed_forward_length", layers));
    int heads = same("attention.head_count", layers);
    put("num_attention_heads", own("attention.head_count"), heads);
    boolean grouped = metadata.keys().contains(own("attention.head_count_kv"));
    put(
        "num_key_value_heads",
        own("attention.head_count_kv"),
        grouped ? same("attention.head_count_kv", layers) : heads);
    put("head_dim", own("attention.key_length"), headSize(width, heads));
    put("rms_norm_eps", own("attention.layer_norm_rms_epsilon"), epsilon());
    put(
        "max_position_embeddings",
        own("context_length"),
        (int) required("context_length", MAX_POSITIONS));
    put("hidden_act", ARCHITECTURE, "silu");
    put("tie_word_embeddings", "output.weight", model.find("output.weight").isEmpty());
    vocabulary();
    rope();
    window();
    return JsonObject.of(file, "", entries, new GgufDialect(names));
  }

  private void put(String name, String key, Object value) {
    entries.put(name, value);
    names.put(name, key);
  }

  private String own(String key) {
    return architecture + "." + key;
  }

  private long required(String key, int most) throws ModelException {
    return metadata.integer(own(key), 1, most).orElseThrow(() -> metadata.missing(own(key)));
  }

  /** What all layers have alike. */
  private int same(String key, int layers) throws ModelException {
    int[] each =
        metadata
            .perLayer(own(key), layers, 1, MAX_SIZE)
            .orElseThrow(() -> metadata.missing(own(key)));
    if (Arrays.stream(each).distinct().count() > 1) {
      throw unsupported(own(key), Arrays.toString(each), "the same for all layers");
    }
    return each[0];
  }

  private int headSize(int width, int heads) throws ModelException {
    OptionalLong named = metadata.integer(own("attention.key_length"), 1, MAX_SIZE / heads);
    if (named.isEmpty() && width % heads != 0) {
      throw ModelFormatException.corrupt(
          file,
          -1,
          "GGUF file",
          "key '%s' is %d, expected a multiple of '%s', which is %d"
              .formatted(own("embedding_length"), width, own("attention.head_count"), heads));
    }
    int size = (int) named.orElse(width / heads);
    expectHeadSize("attention.value_length", size);
    expectHeadSize("rope.dimension_count", size);
    return size;
  }

  private void expectHeadSize(String key, int size) throws ModelException {
    long given = metadata.integer(own(key), 0, MAX_SIZE).orElse(size);
    if (given != size) {
      throw unsupported(own(key), given, "%d, the size of a head".formatted(size));
    }
  }

  private double epsilon() throws ModelException {
    String key = own("attention.layer_norm_rms_epsilon");
    OptionalDouble value = metadata.decimal(key);
    return value.orElseThrow(() -> metadata.missing(key));
  }

  private void checkFactors() throws ModelException {
    for (Map.Entry<String, Double> factor : FACTORS.entrySet()) {
      double value = metadata.decimal(own(factor.getKey())).orElse(factor.getValue());
      if (value != 0 && value != factor.getValue()) {
        throw unsupported(own(factor.getKey()), value, String.valueOf(factor.getValue()));
      }
    }
    long experts = metadata.integer(own("expert_count"), 0, Integer.MAX_VALUE).orElse(0);
    if (experts > 0) {
      throw unsupported(own("expert_count"), experts, "models without experts");
    }
  }

  private void vocabulary() throws ModelException {
    GgufTensor embedding = model.info("token_embd.weight");
    List<Long> shape = embedding.shape();
    if (shape.size() != 2 || shape.getFirst() < 1 || shape.getFirst() > MAX_SIZE) {
      throw ModelFormatException.corrupt(
          file,
          -1,
          "GGUF file",
          "tensor '%s' has the shape %s, expected two axes"
              .formatted(embedding.name(), embedding.shapeText()));
    }
    int rows = shape.getFirst().intValue();
    put("vocab_size", embedding.name(), rows);
    id("bos_token_id", rows);
    id("eos_token_id", rows);
  }

  /** An id beyond the vocabulary, as converters write where they know none, counts as none. */
  private void id(String name, int rows) throws ModelException {
    String key = "tokenizer.ggml." + name;
    long id = metadata.integer(key, Long.MIN_VALUE, Long.MAX_VALUE).orElse(-1);
    put(name, key, id >= 0 && id < rows ? (int) id : null);
  }

  private void rope() throws ModelException {
    OptionalDouble base = metadata.decimal(own("rope.freq_base"));
    if (base.isPresent()) {
      put("rope_theta", own("rope.freq_base"), base.getAsDouble());
    }
    String typeKey = own("rope.scaling.type");
    String factorKey = own("rope.scaling.factor");
    double factor =
        metadata.decimal(factorKey).orElse(metadata.decimal(own("rope.scale_linear")).orElse(1));
    String type = metadata.text(typeKey).orElse("linear");
    boolean scales = factor != 0 && factor != 1;
    switch (type) {
      case "none" -> {}
      case "linear" -> {
        if (scales) {
          put("rope_scaling", factorKey, Map.of("rope_type", "linear", "factor", factor));
          names.put("factor", factorKey);
        }
      }
      default -> throw unsupported(typeKey, type, "none, linear");
    }
  }

  /** Mistral is written as llama; the window, if there is one, tells it apart. */
  private void window() throws ModelException {
    String key = own("attention.sliding_window");
    OptionalLong window = metadata.integer(key, 0, MAX_POSITIONS);
    if (window.orElse(0) == 0) {
      entries.put("sliding_window", null);
      return;
    }
    put("sliding_window", key, (int) window.getAsLong());
    put("use_sliding_window", key, true);
    put("max_window_layers", key, 0);
    if (architecture.equals("llama")) {
      put("model_type", ARCHITECTURE, "mistral");
    }
  }

  private ModelException unsupported(String key, Object value, String supported) {
    return ModelFormatException.unsupported(
        file, -1, "GGUF file", "key '%s' is %s; supported: %s".formatted(key, value, supported));
  }
}
