package org.llamajvm.loader.weights;

import static org.llamajvm.loader.ModelFormatException.Kind.CORRUPT;
import static org.llamajvm.loader.ModelFormatException.Kind.UNSUPPORTED;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.llamajvm.loader.ModelFormatException;

/**
 * How the layers of a model are quantised, as mlx-lm writes it into {@code config.json}: one
 * setting for all, and for some modules (named by their path, without {@code .weight}) another one
 * or none.
 *
 * @param standard what holds for a module that is not named, if it is quantised
 * @param modules what holds for the modules that are named; empty: not quantised
 * @see <a href="https://github.com/ml-explore/mlx-lm">mlx-lm</a>
 */
public record QuantizationConfig(
    Optional<Setting> standard, Map<String, Optional<Setting>> modules) {

  /** A model without quantised layers. */
  public static final QuantizationConfig NONE = new QuantizationConfig(Optional.empty(), Map.of());

  /**
   * The setting of a module.
   *
   * @param bits bits of a code
   * @param groupSize elements that share a scale and a bias
   */
  public record Setting(int bits, int groupSize) {}

  /** Copies the map. */
  public QuantizationConfig {
    modules = Map.copyOf(modules);
  }

  /** What holds for a module, if it is quantised. */
  public Optional<Setting> of(String module) {
    return modules.getOrDefault(module, standard);
  }

  /**
   * Reads the entry {@code quantization}, or else {@code quantization_config}.
   *
   * @param config the whole of {@code config.json}
   * @throws ModelFormatException if the entry is malformed, or of a kind that is not read here
   */
  public static QuantizationConfig parse(JsonNode config) throws ModelFormatException {
    JsonNode node = config.path("quantization");
    if (node.isMissingNode() || node.isNull()) {
      node = config.path("quantization_config");
    }
    if (node.isMissingNode() || node.isNull()) {
      return NONE;
    }
    if (!node.isObject()) {
      throw corrupt("\"quantization\" is %s, expected an object".formatted(node));
    }
    if (node.hasNonNull("quant_method")) {
      throw unsupported("quantization method %s".formatted(node.get("quant_method")));
    }
    Setting standard = setting(node, "quantization");
    Map<String, Optional<Setting>> modules = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      JsonNode value = entry.getValue();
      if (value.isObject()) {
        modules.put(entry.getKey(), Optional.of(setting(value, entry.getKey())));
      } else if (value.isBoolean()) {
        modules.put(
            entry.getKey(), value.booleanValue() ? Optional.of(standard) : Optional.empty());
      }
    }
    return new QuantizationConfig(Optional.of(standard), modules);
  }

  private static Setting setting(JsonNode node, String where) throws ModelFormatException {
    String mode = node.path("mode").asText("affine");
    if (!mode.equals("affine")) {
      throw unsupported("quantization mode \"%s\" of %s".formatted(mode, where));
    }
    return new Setting(number(node, "bits", where), number(node, "group_size", where));
  }

  private static int number(JsonNode node, String key, String where) throws ModelFormatException {
    JsonNode value = node.path(key);
    if (!value.isInt() || value.intValue() <= 0) {
      throw corrupt(
          "\"%s\" of %s is %s, expected a positive whole number"
              .formatted(key, where, value.isMissingNode() ? "missing" : value));
    }
    return value.intValue();
  }

  private static ModelFormatException corrupt(String detail) {
    return ModelFormatException.of(CORRUPT, "Corrupt config.json: " + detail);
  }

  private static ModelFormatException unsupported(String found) {
    return ModelFormatException.of(
        UNSUPPORTED,
        "Unsupported %s in config.json; supported are affine groups as MLX writes them"
            .formatted(found));
  }
}
