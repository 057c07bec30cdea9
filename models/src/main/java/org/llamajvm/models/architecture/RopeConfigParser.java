package org.llamajvm.models.architecture;

import java.util.Optional;
import java.util.OptionalDouble;
import org.llamajvm.format.JsonObject;
import org.llamajvm.format.ModelException;
import org.llamajvm.models.architecture.RopeConfig.Linear;
import org.llamajvm.models.architecture.RopeConfig.Llama3;
import org.llamajvm.models.architecture.RopeConfig.Scaling;
import org.llamajvm.models.architecture.RopeConfig.Unscaled;

/**
 * Reads the entries for rotary position embedding in both spellings: {@code rope_theta} and {@code
 * rope_scaling} of transformers 4, {@code rope_parameters} of transformers 5.
 */
final class RopeConfigParser {

  private static final double DEFAULT_THETA = 10000;
  private static final String SUPPORTED = "default, linear, llama3";
  private static final int MAX_POSITIONS = 1 << 30;

  private RopeConfigParser() {}

  static RopeConfig parse(JsonObject config, int maxPositions) throws ModelException {
    OptionalDouble theta = config.optionalPositive("rope_theta");
    checkWhole(config);
    Optional<JsonObject> scaling = config.optionalObject("rope_scaling");
    Optional<JsonObject> section =
        scaling.isPresent() ? scaling : config.optionalObject("rope_parameters");
    if (section.isEmpty()) {
      return new RopeConfig(theta.orElse(DEFAULT_THETA), new Unscaled());
    }
    checkWhole(section.get());
    return new RopeConfig(
        section.get().optionalPositive("rope_theta").orElse(theta.orElse(DEFAULT_THETA)),
        scaling(section.get(), config, maxPositions));
  }

  private static Scaling scaling(JsonObject section, JsonObject config, int maxPositions)
      throws ModelException {
    String key = section.has("rope_type") ? "rope_type" : "type";
    String type = section.optionalText(key).orElse("default");
    return switch (type) {
      case "default" -> {
        checkFlat(section);
        yield new Unscaled();
      }
      case "linear" -> new Linear(positive(section, "factor"));
      case "llama3" -> llama3(section, config, maxPositions);
      default -> throw section.unsupported(key, SUPPORTED);
    };
  }

  private static Llama3 llama3(JsonObject section, JsonObject config, int maxPositions)
      throws ModelException {
    String original = "original_max_position_embeddings";
    double low = positive(section, "low_freq_factor");
    double high = positive(section, "high_freq_factor");
    if (high <= low) {
      throw section.wrong("high_freq_factor", "more than \"low_freq_factor\", which is " + low);
    }
    JsonObject holder = config.has(original) ? config : section;
    return new Llama3(
        positive(section, "factor"),
        low,
        high,
        holder.optionalInteger(original, 1, MAX_POSITIONS).orElse(maxPositions));
  }

  private static double positive(JsonObject section, String key) throws ModelException {
    return section.optionalPositive(key).orElseThrow(() -> section.wrong(key, "a positive number"));
  }

  private static void checkWhole(JsonObject section) throws ModelException {
    String key = "partial_rotary_factor";
    if (section.optionalPositive(key).orElse(1) != 1) {
      throw section.unsupported(key, "1");
    }
  }

  /** Other architectures have parameters for each type of layer, one object each. */
  private static void checkFlat(JsonObject section) throws ModelException {
    for (String key : section.keys()) {
      if (key.endsWith("_attention")) {
        throw section.unsupported(key, "one set of parameters for all layers");
      }
    }
  }
}
