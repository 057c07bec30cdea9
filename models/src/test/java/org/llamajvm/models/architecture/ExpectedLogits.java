package org.llamajvm.models.architecture;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.llamajvm.loader.weights.ModelFiles;
import org.llamajvm.loader.weights.TensorStore;
import org.llamajvm.models.Fixtures;

/** What transformers answers: logits for the last tokens of a sequence. */
final class ExpectedLogits {

  private final int[] tokens;
  private final float[] logits;
  private final int vocabularySize;
  private final double spread;
  private double worst;

  private ExpectedLogits(int[] tokens, float[] logits, int vocabularySize) {
    this.tokens = tokens;
    this.logits = logits;
    this.vocabularySize = vocabularySize;
    float least = Float.POSITIVE_INFINITY;
    float most = Float.NEGATIVE_INFINITY;
    for (float logit : logits) {
      least = Math.min(least, logit);
      most = Math.max(most, logit);
    }
    spread = (double) most - least;
  }

  static ExpectedLogits of(String name) throws IOException {
    return read(Fixtures.directory().resolve("expected").resolve(name + ".safetensors"));
  }

  static ExpectedLogits read(Path file) throws IOException {
    var files = new ModelFiles(file.getParent(), List.of(file), Optional.empty());
    try (TensorStore store = TensorStore.open(files)) {
      return new ExpectedLogits(
          store.segment("tokens").toArray(ValueLayout.JAVA_INT_UNALIGNED.withOrder(LITTLE_ENDIAN)),
          store
              .segment("logits")
              .toArray(ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(LITTLE_ENDIAN)),
          Math.toIntExact(store.info("logits").shape().getLast()));
    }
  }

  int[] tokens() {
    return tokens;
  }

  /** The largest difference that was seen, in parts of the spread of all expected logits. */
  double worst() {
    return worst;
  }

  /** Compares the logits of a token; {@code bound} is in parts of the spread. */
  void check(int token, float[] actual, double bound) {
    assertThat(actual).hasSize(vocabularySize);
    int row = token - (tokens.length - logits.length / vocabularySize);
    if (row < 0) {
      return;
    }
    for (int i = 0; i < vocabularySize; i++) {
      double difference = Math.abs((double) actual[i] - logits[row * vocabularySize + i]) / spread;
      assertThat(difference)
          .as("logit %d of token %d, difference in parts of the spread", i, token)
          .isLessThanOrEqualTo(bound);
      worst = Math.max(worst, difference);
    }
  }
}
