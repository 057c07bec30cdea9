package org.llamajvm.models.architecture;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.llamajvm.format.JsonObject;
import org.llamajvm.format.ModelException;
import org.llamajvm.models.architecture.RopeConfig.Dynamic;
import org.llamajvm.models.architecture.RopeConfig.Linear;
import org.llamajvm.models.architecture.RopeConfig.Llama3;
import org.llamajvm.models.architecture.RopeConfig.LongRope;
import org.llamajvm.models.architecture.RopeConfig.Proportional;
import org.llamajvm.models.architecture.RopeConfig.Scaling;
import org.llamajvm.models.architecture.RopeConfig.Unscaled;
import org.llamajvm.models.architecture.RopeConfig.Yarn;

/**
 * Reads the entries for rotary position embedding in both spellings: {@code rope_theta} and {@code
 * rope_scaling} of transformers 4, {@code rope_parameters} of transformers 5. For one thread.
 */
final class RopeConfigParser {

  private static final String SUPPORTED =
      "default, linear, dynamic, llama3, yarn, longrope, proportional";
  private static final String PORTION = "partial_rotary_factor";
  private static final String ORIGINAL = "original_max_position_embeddings";
  private static final int MAX_POSITIONS = 1 << 30;
  private static final double DEFAULT_FAST = 32;

  private final JsonObject config;
  private final int headSize;
  private final int maxPositions;
  private double defaultTheta = 10000;
  private boolean mayBePartial;

  RopeConfigParser(JsonObject config, int headSize, int maxPositions) {
    this.config = config;
    this.headSize = headSize;
    this.maxPositions = maxPositions;
  }

  /** The base of a model that names none. */
  RopeConfigParser defaultTheta(double theta) {
    defaultTheta = theta;
    return this;
  }

  /** A part of each head may be turned; else it must be the whole. */
  RopeConfigParser partial() {
    mayBePartial = true;
    return this;
  }

  /** What all layers have alike. */
  RopeConfig parse() throws ModelException {
    Optional<JsonObject> section = section();
    if (section.isPresent()) {
      checkFlat(section.get());
    }
    return parse(section);
  }

  /**
   * What the layers of a type have: their own parameters of transformers 5, or the only ones.
   *
   * @param type such as {@code full_attention}
   */
  RopeConfig parse(String type) throws ModelException {
    Optional<JsonObject> section = section();
    boolean byType = section.isPresent() && section.get().isObject(type);
    return parse(byType ? section.get().optionalObject(type) : section);
  }

  private Optional<JsonObject> section() throws ModelException {
    Optional<JsonObject> scaling = config.optionalObject("rope_scaling");
    return scaling.isPresent() ? scaling : config.optionalObject("rope_parameters");
  }

  private RopeConfig parse(Optional<JsonObject> section) throws ModelException {
    OptionalDouble theta = config.optionalPositive("rope_theta");
    double portion = portion(config);
    if (section.isEmpty()) {
      return new RopeConfig(theta.orElse(defaultTheta), new Unscaled(), portion);
    }
    JsonObject parameters = section.get();
    if (parameters.has(PORTION)) {
      portion = portion(parameters);
    }
    return new RopeConfig(
        parameters.optionalPositive("rope_theta").orElse(theta.orElse(defaultTheta)),
        scaling(parameters, (int) (headSize * portion) / 2),
        portion);
  }

  private double portion(JsonObject section) throws ModelException {
    double portion = section.optionalPositive(PORTION).orElse(1);
    if (portion != 1 && !mayBePartial) {
      throw section.unsupported(PORTION, "1");
    }
    if (portion > 1 || headSize * portion < 2) {
      throw section.wrong(PORTION, "a part of a head of %d".formatted(headSize));
    }
    return portion;
  }

  private Scaling scaling(JsonObject section, int pairs) throws ModelException {
    String key = section.has("rope_type") ? "rope_type" : "type";
    String type = section.optionalText(key).orElse("default");
    return switch (type) {
      case "default" -> new Unscaled();
      case "linear" -> new Linear(positive(section, "factor"));
      case "proportional" -> new Proportional(section.optionalPositive("factor").orElse(1));
      case "dynamic" -> new Dynamic(positive(section, "factor"), maxPositions);
      case "llama3" -> llama3(section);
      case "yarn" -> yarn(section);
      case "longrope", "su" -> longRope(section, pairs);
      default -> throw section.unsupported(key, SUPPORTED);
    };
  }

  private Llama3 llama3(JsonObject section) throws ModelException {
    double low = positive(section, "low_freq_factor");
    double high = positive(section, "high_freq_factor");
    if (high < low) {
      throw section.wrong("high_freq_factor", "at least \"low_freq_factor\", which is " + low);
    }
    return new Llama3(positive(section, "factor"), low, high, original(section));
  }

  private Yarn yarn(JsonObject section) throws ModelException {
    int original = original(section);
    double factor = section.optionalPositive("factor").orElse((double) maxPositions / original);
    double slow = section.optionalPositive("beta_slow").orElse(1);
    double fast = section.optionalPositive("beta_fast").orElse(DEFAULT_FAST);
    if (fast < slow) {
      throw section.wrong("beta_fast", "at least \"beta_slow\", which is " + slow);
    }
    OptionalDouble given = section.optionalPositive("attention_factor");
    OptionalDouble ofTurned = section.optionalPositive("mscale");
    OptionalDouble ofAll = section.optionalPositive("mscale_all_dim");
    double magnitude =
        ofTurned.isPresent() && ofAll.isPresent()
            ? magnitude(factor, ofTurned.getAsDouble()) / magnitude(factor, ofAll.getAsDouble())
            : magnitude(factor, 1);
    boolean wholePairs = section.flag("truncate", true);
    return new Yarn(factor, fast, slow, original, wholePairs, given.orElse(magnitude));
  }

  private static double magnitude(double factor, double weight) {
    return factor <= 1 ? 1 : 0.1 * weight * Math.log(factor) + 1;
  }

  private LongRope longRope(JsonObject section, int pairs) throws ModelException {
    int original = original(section);
    double factor = section.optionalPositive("factor").orElse((double) maxPositions / original);
    double magnitude = factor <= 1 ? 1 : Math.sqrt(1 + Math.log(factor) / Math.log(original));
    return new LongRope(
        factors(section, "short_factor", pairs),
        factors(section, "long_factor", pairs),
        original,
        section.optionalPositive("attention_factor").orElse(magnitude));
  }

  private static List<Double> factors(JsonObject section, String key, int pairs)
      throws ModelException {
    List<Double> factors = section.numbers(key);
    if (factors.size() != pairs || !factors.stream().allMatch(f -> f > 0 && f < 1e30)) {
      throw section.wrong(key, "%d positive numbers, one for each pair of a head".formatted(pairs));
    }
    return factors;
  }

  /** An entry beside the section goes before one in it. */
  private int original(JsonObject section) throws ModelException {
    JsonObject holder = config.has(ORIGINAL) ? config : section;
    return holder.optionalInteger(ORIGINAL, 1, MAX_POSITIONS).orElse(maxPositions);
  }

  private static double positive(JsonObject section, String key) throws ModelException {
    return section.optionalPositive(key).orElseThrow(() -> section.wrong(key, "a positive number"));
  }

  /** Some architectures have parameters for each type of layer, one object each. */
  private static void checkFlat(JsonObject section) throws ModelException {
    for (String key : section.keys()) {
      if (key.endsWith("_attention")) {
        throw section.unsupported(key, "one set of parameters for all layers");
      }
    }
  }
}
