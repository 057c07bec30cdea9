package org.llamajvm.models.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.llamajvm.engine.backend.Backend;
import org.llamajvm.engine.backend.KernelChoice;
import org.llamajvm.engine.generate.SequenceDecoder;
import org.llamajvm.models.Fixtures;

/** The forward pass against transformers in float32, on tiny models of every feature. */
@TestInstance(Lifecycle.PER_CLASS)
class ReferenceLogitsTest {

  /** Parts of the logits' spread: room for the rounding of sums in another order, no more. */
  private static final double BOUND = 1e-4;

  private static final int THREADS = 2;
  private static final int[] ODD_BATCHES = {1, 3, 7, 2, 11, 5, 130};

  private Backend scalar;
  private Backend vector;

  @BeforeAll
  void open() {
    scalar = Backend.open(KernelChoice.SCALAR, THREADS);
    vector = Backend.open(KernelChoice.VECTOR, THREADS);
  }

  @AfterAll
  void close() {
    scalar.close();
    vector.close();
  }

  private static Stream<Arguments> models() {
    List<KernelChoice> kernels = List.of(KernelChoice.SCALAR, KernelChoice.VECTOR);
    return Fixtures.names().stream()
        .flatMap(name -> kernels.stream().map(choice -> Arguments.of(name, choice)));
  }

  @ParameterizedTest
  @MethodSource("models")
  void prefillsAsTransformers(String name, KernelChoice kernels) throws IOException {
    ExpectedLogits expected = ExpectedLogits.of(name);
    int[] tokens = expected.tokens();
    try (TinyModel model = TinyModel.open(Fixtures.model(name), backend(kernels));
        SequenceDecoder decoder = model.decoder(tokens.length)) {
      decoder.promptEach(tokens, 0, tokens.length, i -> expected.check(i, decoder.logits(), BOUND));
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void takesTokensOneByOneAsTransformers(String name, KernelChoice kernels) throws IOException {
    ExpectedLogits expected = ExpectedLogits.of(name);
    int[] tokens = expected.tokens();
    try (TinyModel model = TinyModel.open(Fixtures.model(name), backend(kernels));
        SequenceDecoder decoder = model.decoder(tokens.length)) {
      for (int i = 0; i < tokens.length; i++) {
        decoder.next(tokens[i]);
        expected.check(i, decoder.logits(), BOUND);
      }
      assertThat(decoder.position()).isEqualTo(tokens.length);
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void takesBatchesOfAnySizeAndGoesBackAsTransformers(String name, KernelChoice kernels)
      throws IOException {
    ExpectedLogits expected = ExpectedLogits.of(name);
    int[] tokens = expected.tokens();
    try (TinyModel model = TinyModel.open(Fixtures.model(name), backend(kernels));
        SequenceDecoder decoder = model.decoder(tokens.length)) {
      int[] others = new int[tokens.length];
      decoder.prompt(others, 0, others.length, _ -> true);
      decoder.rewind(0);
      int at = 0;
      for (int i = 0; at < tokens.length; i++) {
        int end = Math.min(at + ODD_BATCHES[i % ODD_BATCHES.length], tokens.length);
        decoder.prompt(tokens, at, end, _ -> true);
        expected.check(end - 1, decoder.logits(), BOUND);
        at = end;
      }
      int middle = tokens.length - 5;
      decoder.rewind(middle);
      decoder.promptEach(
          tokens, middle, tokens.length, i -> expected.check(i, decoder.logits(), BOUND));
    }
  }

  private Backend backend(KernelChoice kernels) {
    return kernels == KernelChoice.SCALAR ? scalar : vector;
  }
}
