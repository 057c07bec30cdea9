package org.llamajvm.models.architecture;

import java.util.Optional;
import java.util.OptionalDouble;
import org.llamajvm.loader.ModelFormatException;
import org.llamajvm.models.architecture.RopeConfig.Linear;
import org.llamajvm.models.architecture.RopeConfig.Llama3;
import org.llamajvm.models.architecture.RopeConfig.Scaling;
import org.llamajvm.models.architecture.RopeConfig.Unscaled;
import org.llamajvm.models.config.ConfigObject;

/**
 * Reads the entries for rotary position embedding in both spellings: {@code rope_theta} and {@code
 * rope_scaling} of transformers 4, {@code rope_parameters} of transformers 5.
 */
final class RopeConfigParser {

  private static final double DEFAULT_THETA = 10000;
  private static final String SUPPORTED = "default, linear, llama3";
  private static final int MAX_POSITIONS = 1 << 30;

  private RopeConfigParser() {}

  static RopeConfig parse(ConfigObject config, int maxPositions) throws ModelFormatException {
    OptionalDouble theta = config.optionalPositive("rope_theta");
    checkWhole(config);
    Optional<ConfigObject> scaling = config.optionalObject("rope_scaling");
    Optional<ConfigObject> section =
        scaling.isPresent() ? scaling : config.optionalObject("rope_parameters");
    if (section.isEmpty()) {
      return new RopeConfig(theta.orElse(DEFAULT_THETA), new Unscaled());
    }
    checkWhole(section.get());
    return new RopeConfig(
        section.get().optionalPositive("rope_theta").orElse(theta.orElse(DEFAULT_THETA)),
        scaling(section.get(), config, maxPositions));
  }

  private static Scaling scaling(ConfigObject section, ConfigObject config, int maxPositions)
      throws ModelFormatException {
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

  private static Llama3 llama3(ConfigObject section, ConfigObject config, int maxPositions)
      throws ModelFormatException {
    String original = "original_max_position_embeddings";
    double low = positive(section, "low_freq_factor");
    double high = positive(section, "high_freq_factor");
    if (high <= low) {
      throw section.wrong("high_freq_factor", "more than \"low_freq_factor\", which is " + low);
    }
    ConfigObject holder = config.has(original) ? config : section;
    return new Llama3(
        positive(section, "factor"),
        low,
        high,
        holder.optionalInteger(original, 1, MAX_POSITIONS).orElse(maxPositions));
  }

  private static double positive(ConfigObject section, String key) throws ModelFormatException {
    return section.optionalPositive(key).orElseThrow(() -> section.wrong(key, "a positive number"));
  }

  private static void checkWhole(ConfigObject section) throws ModelFormatException {
    String key = "partial_rotary_factor";
    if (section.optionalPositive(key).orElse(1) != 1) {
      throw section.unsupported(key, "1");
    }
  }

  /** Other architectures have parameters for each type of layer, one object each. */
  private static void checkFlat(ConfigObject section) throws ModelFormatException {
    for (String key : section.keys()) {
      if (key.endsWith("_attention")) {
        throw section.unsupported(key, "one set of parameters for all layers");
      }
    }
  }
}
