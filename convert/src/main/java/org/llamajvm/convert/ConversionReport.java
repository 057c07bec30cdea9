package org.llamajvm.convert;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.llamajvm.convert.plan.ConversionPlan;
import org.llamajvm.convert.plan.PlannedTensor;
import org.llamajvm.convert.quantize.QuantizationError;

/**
 * What a conversion wrote.
 *
 * @param plan what was planned
 * @param kinds for each kind of layer, in the order of the model, what it takes and what it lost
 * @param resumedShards files that were there already and were taken as they are
 * @param duration how long it took
 */
public record ConversionReport(
    ConversionPlan plan, List<Kind> kinds, int resumedShards, Duration duration) {

  /**
   * All layers of one kind.
   *
   * @param name last part of the path of their modules, such as {@code q_proj}
   * @param tensors how many there are
   * @param elements number of weights
   * @param bytes bytes of the output
   * @param error what was lost by quantising
   */
  public record Kind(String name, int tensors, long elements, long bytes, QuantizationError error) {

    /** Bits for each weight. */
    public double bitsPerWeight() {
      return elements == 0 ? 0 : 8.0 * bytes / elements;
    }

    private Kind plus(PlannedTensor tensor, QuantizationError loss) {
      return new Kind(
          name,
          tensors + 1,
          elements + tensor.elements(),
          bytes + tensor.outputBytes(),
          error.plus(loss));
    }
  }

  /** Copies the list. */
  public ConversionReport {
    kinds = List.copyOf(kinds);
  }

  static List<Kind> kinds(ConversionPlan plan, Map<String, QuantizationError> errors) {
    Map<String, Kind> kinds = new LinkedHashMap<>();
    plan.tensors()
        .forEach(tensor -> {
          Kind before =
              kinds.getOrDefault(
                  tensor.kind(), new Kind(tensor.kind(), 0, 0, 0, QuantizationError.NONE));
          QuantizationError error =
              errors.getOrDefault(tensor.source().name(), QuantizationError.NONE);
          kinds.put(tensor.kind(), before.plus(tensor, error));
        });
    return List.copyOf(kinds.values());
  }
}
