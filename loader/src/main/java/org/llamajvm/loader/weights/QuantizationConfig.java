package org.llamajvm.loader.weights;

import static org.llamajvm.format.ModelException.Kind.CORRUPT;
import static org.llamajvm.format.ModelException.Kind.UNSUPPORTED;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.llamajvm.format.JsonObject;
import org.llamajvm.format.ModelException;
import org.llamajvm.format.ModelFormatException;

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

  /**
   * The method of gpt-oss as it was published, whose experts' names tell them from other tensors,
   * and the mode of mlx-lm.
   */
  private static final String MXFP4 = "mxfp4";

  /** A model without quantised layers. */
  public static final QuantizationConfig NONE = new QuantizationConfig(Optional.empty(), Map.of());

  /**
   * The setting of a module.
   *
   * @param mode what codes stand for
   * @param bits bits of a code
   * @param groupSize elements that share a scale
   */
  public record Setting(Mode mode, int bits, int groupSize) {

    /** Affine groups. */
    public Setting(int bits, int groupSize) {
      this(Mode.AFFINE, bits, groupSize);
    }
  }

  /** What codes stand for. */
  public enum Mode {
    /** Multiples of a scale, with a bias added. */
    AFFINE,
    /** Numbers of four bits with an exponent, times a power of two. */
    MXFP4
  }

  private static final Setting NUMBERS_OF_MXFP4 = new Setting(4, 32);

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
   * @throws ModelException if the entry is malformed, or of a kind that is not read here
   */
  public static QuantizationConfig parse(JsonObject config) throws ModelException {
    String key = config.has("quantization") ? "quantization" : "quantization_config";
    if (!config.has(key)) {
      return NONE;
    }
    if (!config.isObject(key)) {
      throw corrupt("\"quantization\" is %s, expected an object".formatted(config.json(key)));
    }
    JsonObject object = config.object(key);
    if (object.optionalText("quant_method").equals(Optional.of(MXFP4))) {
      return NONE;
    }
    ForeignQuantization.check(object);
    Setting standard = setting(object, "quantization");
    Map<String, Optional<Setting>> modules = new LinkedHashMap<>();
    for (String name : object.keys()) {
      if (object.isObject(name)) {
        modules.put(name, Optional.of(setting(object.object(name), name)));
      } else if (object.value(name) instanceof Boolean quantized) {
        modules.put(name, quantized ? Optional.of(standard) : Optional.empty());
      }
    }
    return new QuantizationConfig(Optional.of(standard), modules);
  }

  private static Setting setting(JsonObject object, String where) throws ModelException {
    Setting numbers =
        new Setting(number(object, "bits", where), number(object, "group_size", where));
    String mode = object.optionalText("mode").orElse("affine");
    if (mode.equals("affine")) {
      return numbers;
    }
    if (!mode.equals(MXFP4) || !numbers.equals(NUMBERS_OF_MXFP4)) {
      throw unsupported(
          "quantization mode \"%s\" of %s, %d bits in groups of %d"
              .formatted(mode, where, numbers.bits(), numbers.groupSize()));
    }
    return new Setting(Mode.MXFP4, numbers.bits(), numbers.groupSize());
  }

  private static int number(JsonObject object, String key, String where)
      throws ModelFormatException {
    if (!(object.value(key) instanceof Integer number) || number <= 0) {
      throw corrupt(
          "\"%s\" of %s is %s, expected a positive whole number"
              .formatted(key, where, object.json(key)));
    }
    return number;
  }

  private static ModelFormatException corrupt(String detail) {
    return ModelFormatException.of(CORRUPT, "Corrupt config.json: " + detail);
  }

  private static ModelFormatException unsupported(String found) {
    return ModelFormatException.of(
        UNSUPPORTED,
        "Unsupported %s in config.json; supported are affine groups as MLX writes them, and mxfp4, 4 bits in groups of 32"
            .formatted(found));
  }
}
