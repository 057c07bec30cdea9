package org.llamajvm.models.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.llamajvm.engine.backend.Backend;
import org.llamajvm.engine.backend.KernelChoice;
import org.llamajvm.engine.generate.SequenceDecoder;
import org.llamajvm.engine.kernel.ActivationPrecision;
import org.llamajvm.engine.kernel.KvType;
import org.llamajvm.engine.model.BoundModel;
import org.llamajvm.engine.model.ComputeOptions;
import org.llamajvm.engine.tensor.BlockMatrix;
import org.llamajvm.engine.tensor.BlockType;
import org.llamajvm.engine.tensor.InterleavedMatrix;
import org.llamajvm.engine.tensor.Packing;
import org.llamajvm.models.Fixtures;
import org.llamajvm.models.weights.WeightCopy;

/** The forward pass of GGUF files against transformers in float32. */
@TestInstance(Lifecycle.PER_CLASS)
class GgufLogitsTest {

  /** Parts of the logits' spread: room for the rounding of sums in another order, no more. */
  private static final double BOUND = 1e-4;

  /** The inputs of matrices of few bits are rounded to 8 bits, factors of blocks of 256 to F16. */
  private static final double BOUND_OF_CODES = 0.05;

  private Backend scalar;
  private Backend vector;

  @BeforeAll
  void open() {
    scalar = Backend.open(KernelChoice.SCALAR, 2);
    vector = Backend.open(KernelChoice.VECTOR, 2);
  }

  @AfterAll
  void close() {
    scalar.close();
    vector.close();
  }

  private static Stream<Arguments> models() throws IOException {
    List<String> names;
    try (Stream<Path> files = Files.list(Fixtures.gguf("."))) {
      names =
          files
              .map(file -> file.getFileName().toString().replace(".gguf", ""))
              .filter(Fixtures.names()::contains)
              .sorted()
              .toList();
    }
    assertThat(names).hasSize(30);
    return names.stream()
        .flatMap(name ->
            Stream.of(KernelChoice.SCALAR, KernelChoice.VECTOR)
                .map(choice -> Arguments.of(name, choice)));
  }

  @ParameterizedTest
  @MethodSource("models")
  void computesWhatIsExpectedOfTheSameWeightsElsewhere(String name, KernelChoice kernels)
      throws IOException {
    ExpectedLogits expected = ExpectedLogits.of(name);
    try (TinyModel model = TinyModel.open(Fixtures.gguf(name + ".gguf"), backend(kernels))) {
      assertThat(model.files().unused()).isEmpty();
      check(model.model(), expected, BOUND);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = KernelChoice.class,
      names = {"SCALAR", "VECTOR"})
  void computesWithBlocksOfEveryType(KernelChoice kernels) throws IOException {
    ExpectedLogits expected = ExpectedLogits.read(Fixtures.gguf("blocks.safetensors"));
    try (TinyModel model = TinyModel.open(Fixtures.gguf("blocks.gguf"), backend(kernels))) {
      assertThat(
              model.files().transformer().matrices().keySet().stream()
                  .map(matrix -> ((BlockMatrix) matrix).type())
                  .distinct())
          .containsExactlyInAnyOrder(BlockType.values());
      check(model.model(), expected, BOUND);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = KernelChoice.class,
      names = {"SCALAR", "VECTOR"})
  void computesWithBlocksThatWereCopied(KernelChoice kernels) throws IOException {
    ComputeOptions options = new ComputeOptions(KvType.F32, ActivationPrecision.INT8);
    ExpectedLogits expected = ExpectedLogits.read(Fixtures.gguf("blocks.safetensors"));
    Backend backend = backend(kernels);
    try (TinyModel model = TinyModel.open(Fixtures.gguf("blocks.gguf"), backend);
        WeightCopy copy = WeightCopy.of(model.files().transformer(), backend);
        BoundModel bound = TinyModel.bind(copy.transformer(), backend, options)) {
      assertThat(copy.transformer().matrices().keySet())
          .filteredOn(InterleavedMatrix.class::isInstance)
          .extracting(matrix -> ((InterleavedMatrix) matrix).format().packing())
          .contains(Packing.values());
      check(bound, expected, BOUND_OF_CODES);
    }
  }

  private static void check(BoundModel model, ExpectedLogits expected, double bound) {
    int[] tokens = expected.tokens();
    try (SequenceDecoder decoder = new SequenceDecoder(model, tokens.length)) {
      decoder.promptEach(tokens, 0, tokens.length, i -> expected.check(i, decoder.logits(), bound));
      decoder.rewind(0);
      for (int i = 0; i < tokens.length; i++) {
        decoder.next(tokens[i]);
        expected.check(i, decoder.logits(), bound);
      }
    }
  }

  private Backend backend(KernelChoice kernels) {
    return kernels == KernelChoice.SCALAR ? scalar : vector;
  }
}
