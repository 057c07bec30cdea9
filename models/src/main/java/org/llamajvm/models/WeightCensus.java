package org.llamajvm.models;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.llamajvm.engine.block.Projection;
import org.llamajvm.engine.tensor.AffineMatrix;
import org.llamajvm.engine.tensor.FloatMatrix;
import org.llamajvm.engine.tensor.InterleavedMatrix;
import org.llamajvm.engine.tensor.Matrix;
import org.llamajvm.models.llama.LlamaLayerWeights;
import org.llamajvm.models.llama.LlamaWeights;

/**
 * Counts a model's weights.
 *
 * @param parameters number of weights, matrices and vectors, tied ones once
 * @param forms how matrices are stored: how many weights in each form
 */
public record WeightCensus(long parameters, Map<String, Long> forms) {

  /** Counts all of them. */
  public static WeightCensus of(LlamaWeights weights) {
    Map<String, Long> forms = new TreeMap<>();
    Stream<Matrix> ends =
        weights.output().equals(weights.embedding())
            ? Stream.of(weights.embedding())
            : Stream.of(weights.embedding(), weights.output());
    Stream<Matrix> inLayers =
        weights.layers().stream().flatMap(WeightCensus::projections).map(Projection::weight);
    Stream.concat(ends, inLayers)
        .forEach(
            matrix -> forms.merge(form(matrix), (long) matrix.rows() * matrix.cols(), Long::sum));
    long inVectors = weights.finalNorm().length;
    for (LlamaLayerWeights layer : weights.layers()) {
      inVectors += layer.inputNorm().length + layer.postAttentionNorm().length;
      inVectors +=
          projections(layer).mapToLong(p -> p.bias().isPresent() ? p.weight().rows() : 0).sum();
    }
    long inMatrices = forms.values().stream().mapToLong(Long::longValue).sum();
    return new WeightCensus(inMatrices + inVectors, forms);
  }

  private static Stream<Projection> projections(LlamaLayerWeights layer) {
    return Stream.of(
        layer.query(),
        layer.key(),
        layer.value(),
        layer.output(),
        layer.gate(),
        layer.up(),
        layer.down());
  }

  private static String form(Matrix matrix) {
    return switch (matrix) {
      case FloatMatrix m -> m.type().toString();
      case AffineMatrix m ->
          "%d-bit, groups of %d, %s scales".formatted(m.bits(), m.groupSize(), m.scaleType());
      case InterleavedMatrix m ->
          "4-bit interleaved, groups of %d, %s scales".formatted(m.groupSize(), m.scaleType());
    };
  }
}
