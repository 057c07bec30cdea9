package org.llamajvm.convert.plan;

import java.util.List;
import java.util.stream.Stream;
import org.llamajvm.format.JsonObject;

/**
 * Everything that a conversion will write, before it begins.
 *
 * @param source what is converted, for messages
 * @param shards the files with weights
 * @param config the content of {@code config.json}
 * @param keptFloat matrices that were to be quantised and stay floats, since no group size divides
 *     their width
 * @param threads number of threads that work
 */
public record ConversionPlan(
    String source,
    List<PlannedShard> shards,
    JsonObject config,
    List<String> keptFloat,
    int threads) {

  /** Copies what could be changed. */
  public ConversionPlan {
    shards = List.copyOf(shards);
    keptFloat = List.copyOf(keptFloat);
  }

  /** All tensors, file by file. */
  public Stream<PlannedTensor> tensors() {
    return shards.stream().flatMap(shard -> shard.tensors().stream());
  }

  /** Number of weights. */
  public long elements() {
    return tensors().mapToLong(PlannedTensor::elements).sum();
  }

  /** Number of weights that are rounded. */
  public long quantizedElements() {
    return tensors().filter(PlannedTensor::isQuantized).mapToLong(PlannedTensor::elements).sum();
  }

  /** Bytes that are read. */
  public long inputBytes() {
    return tensors().mapToLong(tensor -> tensor.source().byteSize()).sum();
  }

  /** Bytes of all tensors that are written. */
  public long outputBytes() {
    return shards.stream().mapToLong(PlannedShard::bytes).sum();
  }

  /** Bits of the output for each weight. */
  public double bitsPerWeight() {
    return elements() == 0 ? 0 : 8.0 * outputBytes() / elements();
  }

  /** Bytes of the scales and biases that are kept until the codes of their matrix are written. */
  public long largestScaleBytes() {
    return tensors().mapToLong(ConversionPlan::scaleBytes).max().orElse(0);
  }

  private static long scaleBytes(PlannedTensor tensor) {
    return tensor.form() instanceof PlannedTensor.Form.RowMajor
        ? tensor.entries().stream().skip(1).mapToLong(PlannedTensor.Entry::bytes).sum()
        : 0;
  }
}
