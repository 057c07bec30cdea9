package org.llamajvm.convert.llama;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.llamajvm.convert.files.CheckpointJson;
import org.llamajvm.format.JsonObject;
import org.llamajvm.format.ModelException;
import org.llamajvm.format.ModelFormatException;

/**
 * A model's parameters as Meta's reference code writes and reads them ({@code ModelArgs}).
 *
 * @param file where they were read
 * @param dim size of the residual stream
 * @param layers number of layers
 * @param heads number of query heads
 * @param kvHeads number of key/value heads
 * @param headSize outputs of one head
 * @param hidden size of the feed-forward block: as given, or computed from {@code multiple_of} and
 *     {@code ffn_dim_multiplier}
 * @param vocabulary number of tokens; empty for -1, which means the tokenizer's
 * @param rotary how positions turn queries and keys
 * @param normEpsilon added to the mean square in norms
 * @param maxPositions longest sequence; empty if not given
 */
public record MetaParams(
    Path file,
    int dim,
    int layers,
    int heads,
    int kvHeads,
    int headSize,
    int hidden,
    OptionalInt vocabulary,
    Rotary rotary,
    double normEpsilon,
    OptionalInt maxPositions) {

  /**
   * Rotary embeddings.
   *
   * @param theta base of the frequencies
   * @param scaled whether low frequencies are stretched as since Llama 3.1
   * @param factor by how much they are stretched; empty if not given
   */
  public record Rotary(double theta, boolean scaled, OptionalDouble factor) {}

  private static final double DEFAULT_EPSILON = 1e-5;
  private static final double DEFAULT_THETA = 10000;
  private static final int DEFAULT_MULTIPLE = 256;
  private static final int MOST_LAYERS = 100_000;

  /** What changes the model in ways that Llama's layers do not have. */
  private static final List<String> REFUSED =
      List.of("moe", "sliding_window", "quantization_args", "lora_args", "vision_num_layers");

  /**
   * Reads {@code params.json}, or a {@code config.json} with the same keys.
   *
   * @throws ModelException if a parameter is missing, wrong or not Llama's
   * @throws IOException if the file cannot be read
   */
  public static MetaParams read(Path file) throws IOException {
    JsonObject root = CheckpointJson.read(file);
    return of(root.isObject("model") ? root.object("model") : root);
  }

  /**
   * Understands the parameters.
   *
   * @throws ModelException if a parameter is missing, wrong or not Llama's
   */
  public static MetaParams of(JsonObject fields) throws ModelException {
    Path file = fields.file();
    for (String name : REFUSED) {
      if (fields.has(name)) {
        throw ModelFormatException.unsupported(
            file, "'%s' is set: not a plain Llama model".formatted(name));
      }
    }
    int dim = fields.integer("dim", 1, Integer.MAX_VALUE);
    int heads = fields.integer("n_heads", 1, Integer.MAX_VALUE);
    int kvHeads = fields.optionalInteger("n_kv_heads", 1, Integer.MAX_VALUE).orElse(heads);
    int headSize = headSize(fields, dim, heads);
    if (heads % kvHeads != 0) {
      throw ModelFormatException.corrupt(
          file, "n_kv_heads %d does not divide n_heads %d".formatted(kvHeads, heads));
    }
    int layers = fields.integer("n_layers", 1, Integer.MAX_VALUE);
    if (layers > MOST_LAYERS) {
      throw ModelFormatException.corrupt(file, "n_layers is " + layers);
    }
    OptionalInt vocabulary =
        fields.optionalInteger("vocab_size", Integer.MIN_VALUE, Integer.MAX_VALUE);
    return new MetaParams(
        file,
        dim,
        layers,
        heads,
        kvHeads,
        headSize,
        hidden(fields, dim),
        vocabulary.orElse(-1) > 0 ? vocabulary : OptionalInt.empty(),
        new Rotary(
            fields.optionalPositive("rope_theta").orElse(DEFAULT_THETA),
            fields.optionalFlag("use_scaled_rope").orElse(false),
            fields.optionalPositive("rope_scaling_factor")),
        fields.optionalPositive("norm_eps").orElse(DEFAULT_EPSILON),
        fields.optionalInteger("max_seq_len", 1, Integer.MAX_VALUE));
  }

  private static int headSize(JsonObject fields, int dim, int heads) throws ModelException {
    OptionalInt given = fields.optionalInteger("head_dim", 1, Integer.MAX_VALUE);
    if (given.isEmpty() && dim % heads != 0) {
      throw ModelFormatException.corrupt(
          fields.file(), "n_heads %d does not divide dim %d".formatted(heads, dim));
    }
    int size = given.orElse(dim / heads);
    if (size % 2 != 0) {
      throw ModelFormatException.corrupt(
          fields.file(), "head size %d is odd: it cannot be rotated in pairs".formatted(size));
    }
    return size;
  }

  /** Two thirds of 4 dim, times the multiplier, rounded down, then up to the next multiple. */
  private static int hidden(JsonObject fields, int dim) throws ModelException {
    OptionalInt given = fields.optionalInteger("hidden_dim", 1, Integer.MAX_VALUE);
    if (given.isPresent()) {
      return given.getAsInt();
    }
    long multiple =
        fields.optionalInteger("multiple_of", 1, Integer.MAX_VALUE).orElse(DEFAULT_MULTIPLE);
    double multiplier = fields.optionalPositive("ffn_dim_multiplier").orElse(1);
    long twoThirds = 8L * dim / 3;
    long hidden = (long) (multiplier * twoThirds);
    long rounded = (hidden + multiple - 1) / multiple * multiple;
    if (rounded <= 0 || rounded > Integer.MAX_VALUE) {
      throw ModelFormatException.corrupt(
          fields.file(), "size of the feed-forward block would be %d".formatted(rounded));
    }
    return (int) rounded;
  }

  /** The sizes of the model, once its vocabulary is known. */
  public LlamaShape shape(int knownVocabulary) {
    return new LlamaShape(dim, hidden, layers, heads, kvHeads, headSize, knownVocabulary);
  }

  /** The same parameters with another size of the feed-forward block. */
  public MetaParams withHidden(int size) {
    return new MetaParams(
        file,
        dim,
        layers,
        heads,
        kvHeads,
        headSize,
        size,
        vocabulary,
        rotary,
        normEpsilon,
        maxPositions);
  }
}
