package org.llamajvm.engine.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Distributions against those of transformers, written by {@code sampling_reference.py}. */
class SamplingReferenceTest {

  /** One distribution that is known. */
  static final class Case {
    private final SamplingOptions options;
    private final int[] history;
    private final float[] logits;
    private final double[] expected;

    Case(SamplingOptions options, int[] history, float[] logits, double[] expected) {
      this.options = options;
      this.history = history;
      this.logits = logits;
      this.expected = expected;
    }

    @Override
    public String toString() {
      return options.toString();
    }
  }

  static Stream<Case> cases() {
    List<Case> cases = new ArrayList<>();
    try (InputStream file = SamplingReferenceTest.class.getResourceAsStream("reference.txt");
        BufferedReader reader =
            new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        SamplingOptions options = options(line.split(" "));
        int[] history = words(reader.readLine()).mapToInt(Integer::parseInt).toArray();
        double[] logits = words(reader.readLine()).mapToDouble(Double::parseDouble).toArray();
        double[] expected = words(reader.readLine()).mapToDouble(Double::parseDouble).toArray();
        float[] floats = new float[logits.length];
        for (int i = 0; i < floats.length; i++) {
          floats[i] = (float) logits[i];
        }
        cases.add(new Case(options, history, floats, expected));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return cases.stream();
  }

  private static Stream<String> words(String line) {
    return Arrays.stream(line.split(" ")).skip(1);
  }

  private static SamplingOptions options(String[] words) {
    SamplingOptions.Builder builder = SamplingOptions.builder();
    for (String word : List.of(words).subList(1, words.length)) {
      int equals = word.indexOf('=');
      String value = word.substring(equals + 1);
      switch (word.substring(0, equals)) {
        case "temperature" -> builder.temperature(Float.parseFloat(value));
        case "topK" -> builder.topK(Integer.parseInt(value));
        case "topP" -> builder.topP(Float.parseFloat(value));
        case "minP" -> builder.minP(Float.parseFloat(value));
        case "repeatPenalty" -> builder.repeatPenalty(Float.parseFloat(value));
        case "presencePenalty" -> builder.presencePenalty(Float.parseFloat(value));
        case "frequencyPenalty" -> builder.frequencyPenalty(Float.parseFloat(value));
        default -> throw new IllegalArgumentException(word);
      }
    }
    return builder.build();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void distributionIsThatOfTransformers(Case reference) {
    float[] logits = reference.logits.clone();
    Penalties penalties = new Penalties(reference.options, logits.length, 100);
    for (int token : reference.history) {
      penalties.accept(token);
    }
    penalties.apply(logits);
    float highest = logits[0];
    for (float logit : logits) {
      highest = Math.max(highest, logit);
    }
    Distribution distribution = new Distribution(reference.options, logits.length);
    distribution.take(logits, highest);

    double[] actual = new double[logits.length];
    double sum = 0;
    for (int i = 0; i < distribution.size(); i++) {
      sum += distribution.weight(i);
    }
    for (int i = 0; i < distribution.size(); i++) {
      actual[distribution.token(i)] = distribution.weight(i) / sum;
    }
    assertThat(actual).containsExactly(reference.expected, within(1e-6));
  }
}
