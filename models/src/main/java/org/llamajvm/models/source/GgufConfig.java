package org.llamajvm.models.source;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.llamajvm.engine.tensor.RowOrder;
import org.llamajvm.format.JsonObject;
import org.llamajvm.format.ModelException;
import org.llamajvm.format.ModelFormatException;
import org.llamajvm.loader.gguf.GgufMetadata;
import org.llamajvm.loader.gguf.GgufModel;
import org.llamajvm.loader.gguf.GgufTensor;

/** Writes what a GGUF file says of its model as transformers would. For one thread. */
final class GgufConfig {

  static final String ARCHITECTURE = "general.architecture";

  /**
   * Turns by YaRN in transformers unless it is told not to, and with borders between pairs, which
   * its files do not tell.
   */
  private static final String GPT_OSS = "gpt-oss";

  /** The base of files that name none, whatever transformers takes for the family. */
  private static final double USUAL_BASE = 10000;

  private static final int MAX_LAYERS = 1 << 14;
  private static final int MAX_SIZE = 1 << 24;
  private static final int MAX_POSITIONS = 1 << 30;

  private final GgufModel model;
  private final GgufMetadata metadata;
  private final Path file;
  private final String architecture;
  private final GgufEntries entries;

  private GgufConfig(GgufModel model) throws ModelException {
    this.model = model;
    metadata = model.metadata();
    file = model.files().getFirst();
    architecture = architecture(metadata);
    entries = new GgufEntries(model, architecture);
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
    int headSize = headSize(width, heads);
    put("head_dim", own("attention.key_length"), headSize);
    put("rms_norm_eps", own("attention.layer_norm_rms_epsilon"), epsilon());
    put(
        "max_position_embeddings",
        own("context_length"),
        (int) required("context_length", MAX_POSITIONS));
    put("tie_word_embeddings", "output.weight", model.find("output.weight").isEmpty());
    vocabulary();
    rope();
    window();
    new GgufFamilies(entries, layers, (double) width / heads, headSize).add();
    return entries.toJson();
  }

  private void put(String name, String key, Object value) {
    entries.put(name, key, value);
  }

  private String own(String key) {
    return entries.own(key);
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
    turned(size);
    return size;
  }

  /** Phi turns only a part of each head. */
  private void turned(int headSize) throws ModelException {
    String key = "rope.dimension_count";
    long given = metadata.integer(own(key), 0, MAX_SIZE).orElse(headSize);
    if (given == headSize || !architecture.equals("phi3") || given < 2 || given > headSize) {
      expectHeadSize(key, headSize);
    } else {
      put("partial_rotary_factor", own(key), (double) given / headSize);
    }
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
    String baseKey = own("rope.freq_base");
    put("rope_theta", baseKey, metadata.decimal(baseKey).orElse(USUAL_BASE));
    String typeKey = own("rope.scaling.type");
    String factorKey = own("rope.scaling.factor");
    double factor =
        metadata.decimal(factorKey).orElse(metadata.decimal(own("rope.scale_linear")).orElse(1));
    String type = metadata.text(typeKey).orElse(hasLongFactors() ? "longrope" : "linear");
    boolean scales = factor != 0 && factor != 1;
    Map<String, Object> scaling = new LinkedHashMap<>();
    scaling.put("rope_type", type);
    switch (type) {
      case "none" -> unscaled(typeKey);
      case "linear" -> {
        if (scales) {
          scaling.put("factor", factor);
          put("rope_scaling", factorKey, scaling);
        } else {
          unscaled(typeKey);
        }
      }
      case "yarn" -> {
        scaling.put("factor", factor);
        original(scaling);
        decimal(scaling, "beta_fast", "rope.scaling.yarn_beta_fast");
        decimal(scaling, "beta_slow", "rope.scaling.yarn_beta_slow");
        scaling.put("truncate", !architecture.equals(GPT_OSS));
        decimal(scaling, "mscale_all_dim", "rope.scaling.yarn_log_multiplier");
        if (scaling.containsKey("mscale_all_dim")) {
          scaling.put("mscale", 1.0);
        }
        decimal(scaling, "llama_4_scaling_beta", "attention.temperature_scale");
        OptionalDouble own = entries.decimal("rope.scaling.attn_factor");
        if (own.isPresent()) {
          double usual = factor <= 1 ? 1 : 0.1 * Math.log(factor) + 1;
          scaling.put("attention_factor", own.getAsDouble() * usual);
        }
        put("rope_scaling", typeKey, scaling);
      }
      case "longrope" -> {
        scaling.put("short_factor", factors("rope_factors_short.weight"));
        scaling.put("long_factor", factors("rope_factors_long.weight"));
        original(scaling);
        decimal(scaling, "attention_factor", "rope.scaling.attn_factor");
        put("rope_scaling", typeKey, scaling);
      }
      default -> throw unsupported(typeKey, type, "none, linear, yarn, longrope");
    }
  }

  /** Says that positions are not scaled, where transformers needs to be told. */
  private void unscaled(String key) {
    if (architecture.equals(GPT_OSS)) {
      put("rope_scaling", key, Map.of("rope_type", "default"));
    }
  }

  private void original(Map<String, Object> scaling) throws ModelException {
    OptionalLong original = entries.integer("rope.scaling.original_context_length", MAX_POSITIONS);
    if (original.isPresent()) {
      scaling.put("original_max_position_embeddings", (int) original.getAsLong());
    }
  }

  private void decimal(Map<String, Object> scaling, String name, String key) throws ModelException {
    OptionalDouble value = entries.decimal(key);
    if (value.isPresent()) {
      scaling.put(name, value.getAsDouble());
    }
  }

  private boolean hasLongFactors() {
    return model.find("rope_factors_long.weight").isPresent();
  }

  private List<Double> factors(String name) throws ModelException {
    GgufTensor tensor = model.info(name);
    int pairs = Math.toIntExact(Math.min(tensor.elements(), MAX_SIZE));
    float[] values = GgufVectors.read(model, tensor, pairs, RowOrder.PLAIN);
    List<Double> factors = new ArrayList<>();
    for (float value : values) {
      factors.add((double) value);
    }
    return factors;
  }

  /** A window that is not told is none, but for Gemma, where it has a usual size. */
  private void window() throws ModelException {
    String key = own("attention.sliding_window");
    OptionalLong window = metadata.integer(key, 0, MAX_POSITIONS);
    if (window.orElse(0) > 0) {
      put("sliding_window", key, (int) window.getAsLong());
      put("use_sliding_window", key, true);
      put("max_window_layers", key, 0);
    } else if (window.isPresent() || !architecture.startsWith("gemma")) {
      put("sliding_window", key, null);
    }
  }

  private ModelException unsupported(String key, Object value, String supported) {
    return entries.unsupported(key, value, supported);
  }
}
