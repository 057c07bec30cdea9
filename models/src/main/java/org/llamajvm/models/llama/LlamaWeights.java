package org.llamajvm.models.llama;

import java.util.List;
import java.util.stream.Stream;
import org.llamajvm.engine.block.Projection;
import org.llamajvm.engine.tensor.Matrix;
import org.llamajvm.format.ModelFormatException;
import org.llamajvm.loader.weights.QuantizationConfig;
import org.llamajvm.loader.weights.TensorStore;

/**
 * All weights of a model. The matrices borrow the memory of the {@link TensorStore} they were read
 * from; the vectors are copies. Nobody changes them, hence safe to share between threads.
 *
 * @param embedding (vocabularySize, hiddenSize)
 * @param layers one entry a layer
 * @param finalNorm (hiddenSize), of the RMSNorm before the output
 * @param output (vocabularySize, hiddenSize); the embedding itself if the two are tied
 * @param unexpected names of the tensors in the files that this architecture has no use for
 */
// Weights are never compared, and the kernels want arrays.
@SuppressWarnings("ArrayRecordComponent")
public record LlamaWeights(
    Matrix embedding,
    List<LlamaLayerWeights> layers,
    float[] finalNorm,
    Matrix output,
    List<String> unexpected) {

  /** Copies the lists. */
  public LlamaWeights {
    layers = List.copyOf(layers);
    unexpected = List.copyOf(unexpected);
  }

  /**
   * Finds the tensors that the configuration demands, by the names that transformers gives them.
   *
   * @param store borrowed: it must stay open while a matrix is used
   * @param quantization what {@code config.json} says of quantised layers
   * @param config the sizes that the tensors must have
   * @throws ModelFormatException if a tensor is missing, has another shape or a type that is not
   *     supported
   */
  public static LlamaWeights read(
      TensorStore store, QuantizationConfig quantization, LlamaConfig config)
      throws ModelFormatException {
    return new LlamaWeightsReader(store, quantization, config).read();
  }

  /** The matrices that a forward pass multiplies by. */
  public Stream<Matrix> multiplied() {
    Stream<Matrix> inLayers =
        layers.stream()
            .flatMap(layer ->
                Stream.of(
                    layer.query(),
                    layer.key(),
                    layer.value(),
                    layer.output(),
                    layer.gate(),
                    layer.up(),
                    layer.down()))
            .map(Projection::weight);
    return Stream.concat(inLayers, Stream.of(output));
  }

  /** Bytes of the mapped matrices, each counted once. */
  public long mappedBytes() {
    long lookedUp = output.equals(embedding) ? 0 : embedding.byteSize();
    return lookedUp + multiplied().mapToLong(Matrix::byteSize).sum();
  }
}
