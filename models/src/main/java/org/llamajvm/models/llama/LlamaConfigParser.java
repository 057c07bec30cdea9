package org.llamajvm.models.llama;

import static org.llamajvm.format.ModelException.Kind.MISSING;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.llamajvm.format.JsonObject;
import org.llamajvm.format.ModelException;
import org.llamajvm.format.ModelFormatException;

/**
 * Reads {@code config.json}. Names and defaults are those of transformers' {@code LlamaConfig} and
 * {@code MistralConfig}; only the sizes that no two models share have no default here.
 */
final class LlamaConfigParser {

  private static final int MAX_VOCABULARY = 1 << 24;
  private static final int MAX_WIDTH = 1 << 24;
  private static final int MAX_LAYERS = 1 << 14;
  private static final int MAX_HEADS = 1 << 16;
  private static final int MAX_POSITIONS = 1 << 30;
  private static final double DEFAULT_EPS = 1e-6;
  private static final int DEFAULT_MISTRAL_HEADS = 8;
  private static final int DEFAULT_MISTRAL_WINDOW = 4096;

  private final JsonObject json;
  private final Architecture architecture;

  private LlamaConfigParser(JsonObject json) throws ModelException {
    this.json = json;
    this.architecture = architecture(json);
  }

  static LlamaConfig read(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      String what = Files.exists(directory) ? "is not a directory" : "does not exist";
      throw ModelFormatException.of(MISSING, "Model " + what + ": " + directory);
    }
    Path file = directory.resolve(LlamaConfig.FILE_NAME);
    if (Files.notExists(file)) {
      throw ModelFormatException.of(
          MISSING, "No config.json here, so this is not a model's directory", directory);
    }
    return new LlamaConfigParser(JsonObject.read(file)).parse();
  }

  private static Architecture architecture(JsonObject json) throws ModelException {
    List<String> classes = json.texts("architectures");
    Optional<String> type = json.optionalText("model_type");
    if (classes.isEmpty() && type.isEmpty()) {
      throw json.wrong("architectures", names());
    }
    Optional<Architecture> ofClass =
        classes.stream().map(Architecture::ofClassName).flatMap(Optional::stream).findFirst();
    if (!classes.isEmpty() && ofClass.isEmpty()) {
      throw json.unsupported("architectures", names());
    }
    Optional<Architecture> ofType = type.flatMap(Architecture::ofModelType);
    if (type.isPresent() && ofType.isEmpty()) {
      throw json.unsupported(
          "model_type",
          Arrays.stream(Architecture.values())
              .map(Architecture::modelType)
              .collect(Collectors.joining(", ")));
    }
    return ofType.or(() -> ofClass).orElseThrow();
  }

  private static String names() {
    return Arrays.stream(Architecture.values())
        .map(Architecture::className)
        .collect(Collectors.joining(", "));
  }

  private LlamaConfig parse() throws ModelException {
    checkActivation();
    int vocabularySize = json.integer("vocab_size", 1, MAX_VOCABULARY);
    int hiddenSize = json.integer("hidden_size", 1, MAX_WIDTH);
    int heads = json.integer("num_attention_heads", 1, MAX_HEADS);
    int maxPositions =
        json.optionalInteger("max_position_embeddings", 1, MAX_POSITIONS)
            .orElse(architecture.defaultMaxPositions());
    return new LlamaConfig(
        architecture,
        vocabularySize,
        hiddenSize,
        json.integer("intermediate_size", 1, MAX_WIDTH),
        json.integer("num_hidden_layers", 1, MAX_LAYERS),
        heads,
        keyValueHeads(heads),
        headSize(hiddenSize, heads),
        json.optionalNumber("rms_norm_eps", 0, 1).orElse(DEFAULT_EPS),
        RopeConfigParser.parse(json, maxPositions),
        maxPositions,
        slidingWindow(),
        architecture == Architecture.LLAMA && json.optionalFlag("attention_bias").orElse(false),
        architecture == Architecture.LLAMA && json.optionalFlag("mlp_bias").orElse(false),
        json.optionalFlag("tie_word_embeddings").orElse(false),
        bosId(vocabularySize),
        eosIds(vocabularySize));
  }

  /** Transformers knows the same activation by two names. */
  private void checkActivation() throws ModelException {
    String name = json.optionalText("hidden_act").orElse("silu");
    if (!name.equals("silu") && !name.equals("swish")) {
      throw json.unsupported("hidden_act", "silu");
    }
  }

  private int keyValueHeads(int heads) throws ModelException {
    String key = "num_key_value_heads";
    boolean absent = !json.has(key) && !json.isNull(key);
    int standard = absent && architecture == Architecture.MISTRAL ? DEFAULT_MISTRAL_HEADS : heads;
    int keyValueHeads = json.optionalInteger(key, 1, heads).orElse(standard);
    if (heads % keyValueHeads != 0) {
      throw json.wrong(key, "a divisor of \"num_attention_heads\", which is " + heads);
    }
    return keyValueHeads;
  }

  private int headSize(int hiddenSize, int heads) throws ModelException {
    OptionalInt given = json.optionalInteger("head_dim", 1, MAX_WIDTH / heads);
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

  /**
   * Mistral has a window unless {@code sliding_window} is null. As in the other configurations of
   * transformers, {@code use_sliding_window} and {@code layer_types} may switch it off.
   */
  private int slidingWindow() throws ModelException {
    String key = "sliding_window";
    if (architecture == Architecture.LLAMA || json.isNull(key)) {
      return 0;
    }
    int window = json.optionalInteger(key, 1, MAX_POSITIONS).orElse(DEFAULT_MISTRAL_WINDOW);
    List<String> layerTypes = json.texts("layer_types").stream().distinct().toList();
    if (layerTypes.size() > 1) {
      throw json.unsupported("layer_types", "one type of attention in all layers");
    }
    boolean used = json.optionalFlag("use_sliding_window").orElse(true);
    return used && !layerTypes.equals(List.of("full_attention")) ? window : 0;
  }

  private OptionalInt bosId(int vocabularySize) throws ModelException {
    String key = "bos_token_id";
    if (json.isNull(key)) {
      return OptionalInt.empty();
    }
    return OptionalInt.of(json.optionalInteger(key, 0, vocabularySize - 1).orElse(1));
  }

  private List<Integer> eosIds(int vocabularySize) throws ModelException {
    String key = "eos_token_id";
    if (!json.has(key)) {
      return json.isNull(key) ? List.of() : List.of(2);
    }
    List<Integer> ids = json.tokenIds(key);
    if (ids.stream().anyMatch(id -> id >= vocabularySize)) {
      throw json.wrong(key, "ids below \"vocab_size\", which is " + vocabularySize);
    }
    return ids;
  }
}
