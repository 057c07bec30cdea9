package org.llamajvm.loader.weights;

import static org.llamajvm.format.ModelException.Kind.UNSUPPORTED;

import java.nio.file.Path;
import java.util.Set;
import org.llamajvm.format.ForeignText;
import org.llamajvm.format.JsonObject;
import org.llamajvm.format.ModelFormatException;

/** Recognises weights that other tools quantised in forms that are not read here. */
final class ForeignQuantization {

  private static final String WEIGHT = ".weight";
  private static final String ADVICE =
      "; get the model in floats or in MLX's 4 bits, or quantise it by llama convert";

  private ForeignQuantization() {}

  /**
   * Checks what a configuration says of quantisation.
   *
   * @throws ModelFormatException if it names a tool whose form is not read
   */
  static void check(JsonObject quantization) throws ModelFormatException {
    String method =
        quantization.has("quant_method") ? String.valueOf(quantization.value("quant_method")) : "";
    if (method.isEmpty()
        && (quantization.has("load_in_4bit") || quantization.has("load_in_8bit"))) {
      method = "bitsandbytes";
    }
    if (!method.isEmpty()) {
      throw ModelFormatException.of(
          UNSUPPORTED,
          "Unsupported quantization method \"%s\" in config.json; supported are affine groups as MLX writes them%s"
              .formatted(ForeignText.part(method), ADVICE));
    }
  }

  /**
   * Checks what lies where a tensor was expected.
   *
   * @param missing the tensor that is not there
   * @throws ModelFormatException if another tool's form of it is
   */
  static void check(String missing, Set<String> tensors, Path directory)
      throws ModelFormatException {
    String module =
        missing.endsWith(WEIGHT)
            ? missing.substring(0, missing.length() - WEIGHT.length())
            : missing;
    if (tensors.contains(module + ".qweight")) {
      throw ModelFormatException.of(
          UNSUPPORTED,
          "Unsupported weights: module '%s' is quantised as GPTQ and AWQ write it%s"
              .formatted(module, ADVICE),
          directory);
    }
    if (tensors.contains(module + ".weight_packed")) {
      throw ModelFormatException.of(
          UNSUPPORTED,
          "Unsupported weights: module '%s' is quantised as compressed-tensors writes it%s"
              .formatted(module, ADVICE),
          directory);
    }
  }
}
