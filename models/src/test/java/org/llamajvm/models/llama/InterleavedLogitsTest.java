package org.llamajvm.models.llama;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.llamajvm.engine.backend.Backend;
import org.llamajvm.engine.backend.KernelChoice;
import org.llamajvm.engine.block.Projection;
import org.llamajvm.engine.kernel.ActivationPrecision;
import org.llamajvm.engine.kernel.KvType;
import org.llamajvm.engine.tensor.AffineMatrix;
import org.llamajvm.engine.tensor.InterleavedMatrix;
import org.llamajvm.engine.tensor.Matrix;
import org.llamajvm.loader.layout.Interleaver;
import org.llamajvm.models.Fixtures;

/** 4-bit models in the order of the kernels, against transformers on the same values. */
class InterleavedLogitsTest {

  /** Parts of the logits' spread, where inputs are taken as they are. */
  private static final double EXACT_BOUND = 1e-4;

  /** The same, where inputs are rounded to 8 bits, as they pass through every product. */
  private static final double ROUNDED_BOUND = 4e-2;

  private static Stream<Arguments> models() {
    List<KernelChoice> kernels = List.of(KernelChoice.SCALAR, KernelChoice.VECTOR);
    return Stream.of("mlx-4bit-32-f16", "mlx-4bit-64-bf16", "mlx-4bit-128-f16", "mlx-mixed")
        .flatMap(name -> kernels.stream().map(choice -> Arguments.of(name, choice)));
  }

  @ParameterizedTest
  @MethodSource("models")
  void answersAsTransformers(String name, KernelChoice kernels) throws IOException {
    check(name, kernels, ActivationPrecision.FLOAT32, EXACT_BOUND);
  }

  @ParameterizedTest
  @MethodSource("models")
  void answersNearlyAsTransformersWithInputsOf8Bits(String name, KernelChoice kernels)
      throws IOException {
    double worst = check(name, kernels, ActivationPrecision.INT8, ROUNDED_BOUND);
    assertThat(worst).as("deviation, if inputs are rounded at all").isGreaterThan(1e-5);
  }

  private static double check(
      String name, KernelChoice kernels, ActivationPrecision precision, double bound)
      throws IOException {
    ExpectedLogits expected = ExpectedLogits.of(name);
    int[] tokens = expected.tokens();
    DecoderOptions options = new DecoderOptions(tokens.length, KvType.F32, precision);
    try (Arena arena = Arena.ofConfined();
        TinyModel model = TinyModel.open(Fixtures.model(name))) {
      LlamaWeights weights = interleave(model.weights(), arena);
      assertThat(weights.layers().getFirst().query().weight())
          .isInstanceOf(InterleavedMatrix.class);
      try (Backend backend = Backend.open(kernels, 1);
          LlamaDecoder decoder = new LlamaDecoder(model.config(), weights, backend, options)) {
        decoder.forwardEach(
            tokens, 0, tokens.length, i -> expected.check(i, decoder.logits(), bound));
        decoder.rewind(0);
        for (int i = 0; i < tokens.length; i++) {
          expected.check(i, decoder.forward(tokens, i, i + 1), bound);
        }
      }
    }
    return expected.worst();
  }

  private static LlamaWeights interleave(LlamaWeights weights, Arena arena) {
    return new LlamaWeights(
        interleave(weights.embedding(), arena),
        weights.layers().stream().map(layer -> interleave(layer, arena)).toList(),
        weights.finalNorm(),
        interleave(weights.output(), arena),
        weights.unexpected());
  }

  private static LlamaLayerWeights interleave(LlamaLayerWeights layer, Arena arena) {
    return new LlamaLayerWeights(
        layer.inputNorm(),
        interleave(layer.query(), arena),
        interleave(layer.key(), arena),
        interleave(layer.value(), arena),
        interleave(layer.output(), arena),
        layer.postAttentionNorm(),
        interleave(layer.gate(), arena),
        interleave(layer.up(), arena),
        interleave(layer.down(), arena));
  }

  private static Projection interleave(Projection projection, Arena arena) {
    return new Projection(interleave(projection.weight(), arena), projection.bias());
  }

  private static Matrix interleave(Matrix matrix, Arena arena) {
    if (!(matrix instanceof AffineMatrix affine) || !Interleaver.canInterleave(affine)) {
      return matrix;
    }
    int rows = affine.rows();
    int cols = affine.cols();
    long bytes = InterleavedMatrix.byteSize(affine.groupSize(), rows, cols);
    MemorySegment data = arena.allocate(bytes, InterleavedMatrix.LINE_BYTES);
    Interleaver.interleave(affine, 0, Math.ceilDiv(rows, InterleavedMatrix.BLOCK_ROWS), data);
    return new InterleavedMatrix(affine.groupSize(), affine.scaleType(), rows, cols, data);
  }
}
