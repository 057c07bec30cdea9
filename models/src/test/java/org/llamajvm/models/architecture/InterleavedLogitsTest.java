package org.llamajvm.models.architecture;

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
import org.llamajvm.engine.generate.SequenceDecoder;
import org.llamajvm.engine.kernel.ActivationPrecision;
import org.llamajvm.engine.kernel.KvType;
import org.llamajvm.engine.model.BoundModel;
import org.llamajvm.engine.model.ComputeOptions;
import org.llamajvm.engine.module.Transformer;
import org.llamajvm.engine.tensor.AffineMatrix;
import org.llamajvm.engine.tensor.InterleavedFormat;
import org.llamajvm.engine.tensor.InterleavedMatrix;
import org.llamajvm.engine.tensor.Matrix;
import org.llamajvm.loader.layout.InterleavedShape;
import org.llamajvm.loader.layout.Interleaver;
import org.llamajvm.models.Fixtures;
import org.llamajvm.models.OpenModel;

/** Models of few bits in the order of the kernels, against transformers on the same values. */
class InterleavedLogitsTest {

  /** Parts of the logits' spread, where inputs are taken as they are. */
  private static final double EXACT_BOUND = 1e-4;

  /** The same, where inputs are rounded to 8 bits, as they pass through every product. */
  private static final double ROUNDED_BOUND = 4e-2;

  private static Stream<Arguments> models() {
    List<KernelChoice> kernels = List.of(KernelChoice.SCALAR, KernelChoice.VECTOR);
    return Stream.of(
            "mlx-4bit-32-f16",
            "mlx-4bit-64-bf16",
            "mlx-4bit-128-f16",
            "mlx-2bit-32-bf16",
            "mlx-3bit-64-f16",
            "mlx-5bit-32-f16",
            "mlx-6bit-64-bf16",
            "mlx-mixed-bits",
            "mlx-mixed",
            "mlx-gemma3",
            "mlx-phi3",
            "mlx-llama4",
            "mlx-granite-moe",
            "mlx-qwen3-moe")
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
    ComputeOptions options = new ComputeOptions(KvType.F32, precision);
    try (Arena arena = Arena.ofConfined();
        OpenModel files = OpenModel.open(Fixtures.model(name), Architectures.STANDARD);
        Backend backend = Backend.open(kernels, 1)) {
      Transformer weights = files.transformer().map((_, matrix) -> interleave(matrix, arena));
      assertThat(weights.layers().getFirst().attention().query().weight())
          .isInstanceOf(InterleavedMatrix.class);
      try (BoundModel model = TinyModel.bind(weights, backend, options);
          SequenceDecoder decoder = new SequenceDecoder(model, tokens.length)) {
        decoder.promptEach(
            tokens, 0, tokens.length, i -> expected.check(i, decoder.logits(), bound));
        decoder.rewind(0);
        for (int i = 0; i < tokens.length; i++) {
          decoder.next(tokens[i]);
          expected.check(i, decoder.logits(), bound);
        }
      }
    }
    return expected.worst();
  }

  private static Matrix interleave(Matrix matrix, Arena arena) {
    if (!(matrix instanceof AffineMatrix affine) || !Interleaver.canInterleave(affine)) {
      return matrix;
    }
    InterleavedShape shape = Interleaver.shape(affine);
    MemorySegment data = arena.allocate(shape.byteSize(), InterleavedFormat.LINE_BYTES);
    Interleaver.interleave(affine, 0, shape.blocks(), data);
    return new InterleavedMatrix(shape.format(), shape.rows(), shape.cols(), data);
  }
}
