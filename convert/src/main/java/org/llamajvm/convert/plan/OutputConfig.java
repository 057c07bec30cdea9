package org.llamajvm.convert.plan;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import org.llamajvm.convert.plan.ConvertOptions.Quantization;
import org.llamajvm.convert.plan.PlannedTensor.Form;
import org.llamajvm.convert.quantize.GroupFormat;
import org.llamajvm.engine.tensor.FloatType;

/** Brings {@code config.json} in line with the tensors that are written. */
final class OutputConfig {

  private static final String QUANTIZATION = "quantization";
  private static final String QUANTIZATION_CONFIG = "quantization_config";

  private OutputConfig() {}

  static ObjectNode of(ObjectNode config, List<PlannedTensor> tensors, ConvertOptions options) {
    ObjectNode result = config.deepCopy();
    result.remove(List.of(QUANTIZATION, QUANTIZATION_CONFIG));
    options.dtype().ifPresent(type -> setType(result, type));
    standard(tensors, options)
        .ifPresent(format -> {
          ObjectNode quantization = quantization(format, tensors);
          result.set(QUANTIZATION, quantization);
          if (!quantization.has("layout")) {
            result.set(QUANTIZATION_CONFIG, quantization.deepCopy());
          }
        });
    return result;
  }

  private static void setType(ObjectNode config, FloatType type) {
    String name =
        switch (type) {
          case F32 -> "float32";
          case F16 -> "float16";
          case BF16 -> "bfloat16";
        };
    config.put(config.has("dtype") ? "dtype" : "torch_dtype", name);
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

  private static ObjectNode quantization(GroupFormat standard, List<PlannedTensor> tensors) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    put(node, standard);
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
        put(node.putObject(tensor.module()), format.get());
      }
    }
    return node;
  }

  private static void put(ObjectNode node, GroupFormat format) {
    node.put("group_size", format.groupSize());
    node.put("bits", format.bits());
  }
}
