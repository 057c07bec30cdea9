package org.llamajvm.convert.plan;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.llamajvm.convert.files.CheckpointJson;
import org.llamajvm.convert.llama.HuggingFaceConfig;
import org.llamajvm.convert.plan.ConvertOptions.Quantization;
import org.llamajvm.convert.plan.PlannedTensor.Form;
import org.llamajvm.convert.quantize.GroupFormat;
import org.llamajvm.engine.tensor.FloatType;
import org.llamajvm.format.JsonObject;

/** Brings {@code config.json} in line with the tensors that are written. */
final class OutputConfig {

  private static final String QUANTIZATION = "quantization";
  private static final String QUANTIZATION_CONFIG = "quantization_config";

  private OutputConfig() {}

  static JsonObject of(JsonObject config, List<PlannedTensor> tensors, ConvertOptions options) {
    Map<String, Object> result = config.toMap();
    result.remove(QUANTIZATION);
    result.remove(QUANTIZATION_CONFIG);
    options.dtype().ifPresent(type -> setType(result, type));
    standard(tensors, options)
        .ifPresent(format -> {
          Map<String, Object> quantization = quantization(format, tensors);
          result.put(QUANTIZATION, quantization);
          if (!quantization.containsKey("layout")) {
            result.put(QUANTIZATION_CONFIG, quantization);
          }
        });
    return CheckpointJson.of(result);
  }

  private static void setType(Map<String, Object> config, FloatType type) {
    String key = config.containsKey("dtype") ? "dtype" : "torch_dtype";
    config.put(key, HuggingFaceConfig.torchName(type));
  }

  /** The form that most of the model has: the one that was asked for, or the first. */
  private static Optional<GroupFormat> standard(
      List<PlannedTensor> tensors, ConvertOptions options) {
    List<GroupFormat> formats =
        tensors.stream().flatMap(tensor -> tensor.form().groups().stream()).toList();
    Optional<Quantization> wanted = options.quantization();
    return formats.stream()
        .filter(format ->
            wanted.isPresent()
                && format.bits() == wanted.get().bits()
                && format.groupSize() == wanted.get().groupSize())
        .findFirst()
        .or(() -> formats.stream().findFirst());
  }

  private static Map<String, Object> quantization(
      GroupFormat standard, List<PlannedTensor> tensors) {
    Map<String, Object> node = groups(standard);
    if (tensors.stream().anyMatch(tensor -> tensor.form() instanceof Form.Interleaved)) {
      node.put("layout", "interleaved");
    }
    for (PlannedTensor tensor : tensors) {
      Optional<GroupFormat> format = tensor.form().groups();
      if (format.isEmpty()) {
        if (tensor.source().shape().size() == 2 && tensor.source().name().endsWith(".weight")) {
          node.put(tensor.module(), false);
        }
      } else if (format.get().bits() != standard.bits()
          || format.get().groupSize() != standard.groupSize()) {
        node.put(tensor.module(), groups(format.get()));
      }
    }
    return node;
  }

  private static Map<String, Object> groups(GroupFormat format) {
    Map<String, Object> node = new LinkedHashMap<>();
    node.put("group_size", format.groupSize());
    node.put("bits", format.bits());
    return node;
  }
}
