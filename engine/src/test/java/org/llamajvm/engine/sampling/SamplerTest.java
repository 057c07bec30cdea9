package org.llamajvm.engine.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.api.Test;

class SamplerTest {

  private static final float[] LOGITS = {0.5f, 2, -1, 2, 1, -3};

  private static Sampler sampler(SamplingOptions.Builder options) {
    return new Sampler(options.build(), LOGITS.length, 100);
  }

  @Test
  void greedyTakesTheLowestIdAmongEquals() {
    assertThat(sampler(SamplingOptions.builder()).sample(LOGITS.clone())).isEqualTo(1);
  }

  @Test
  void topKKeepsTheLowestIdsAmongEquals() {
    Sampler sampler = sampler(SamplingOptions.builder().temperature(1).topK(1));
    for (int i = 0; i < 50; i++) {
      assertThat(sampler.sample(LOGITS.clone())).isEqualTo(1);
    }
  }

  @Test
  void drawsAsOftenAsTheSoftmaxSays() {
    int draws = 200_000;
    for (boolean filtered : new boolean[] {false, true}) {
      Sampler sampler =
          sampler(
              SamplingOptions.builder()
                  .temperature(0.8f)
                  .topK(filtered ? LOGITS.length : 0)
                  .seed(42));
      double[] frequency = new double[LOGITS.length];
      for (int i = 0; i < draws; i++) {
        frequency[sampler.sample(LOGITS.clone())] += 1.0 / draws;
      }
      double sum = 0;
      for (float logit : LOGITS) {
        sum += Math.exp(logit / 0.8);
      }
      for (int token = 0; token < LOGITS.length; token++) {
        double p = Math.exp(LOGITS[token] / 0.8) / sum;
        double fiveSigma = 5 * Math.sqrt(p * (1 - p) / draws);
        assertThat(frequency[token]).as("token %d", token).isCloseTo(p, within(fiveSigma));
      }
    }
  }

  @Test
  void equalSeedsGiveEqualTokensAndOthersDoNot() {
    assertThat(series(7)).isEqualTo(series(7)).isNotEqualTo(series(8));
  }

  private static String series(long seed) {
    Sampler sampler = sampler(SamplingOptions.builder().temperature(1).topP(0.99f).seed(seed));
    StringBuilder series = new StringBuilder();
    for (int i = 0; i < 40; i++) {
      series.append(sampler.sample(LOGITS.clone()));
    }
    return series.toString();
  }

  @Test
  void biasBansAndForces() {
    Map<Integer, Float> bias = Map.of(1, Float.NEGATIVE_INFINITY, 3, Float.NEGATIVE_INFINITY);
    assertThat(sampler(SamplingOptions.builder().logitBias(bias)).sample(LOGITS.clone()))
        .isEqualTo(4);
    Sampler drawing = sampler(SamplingOptions.builder().temperature(2).logitBias(bias).seed(3));
    for (int i = 0; i < 200; i++) {
      assertThat(drawing.sample(LOGITS.clone())).isNotIn(1, 3);
    }
    assertThat(sampler(SamplingOptions.builder().logitBias(Map.of(5, 10f))).sample(LOGITS.clone()))
        .isEqualTo(5);
  }

  @Test
  void penaltiesForgetWhatLeftTheWindow() {
    Sampler sampler = sampler(SamplingOptions.builder().presencePenalty(3).repeatLastN(2));
    sampler.accept(1);
    sampler.accept(3);
    assertThat(sampler.sample(LOGITS.clone())).isEqualTo(4);
    sampler.accept(5);
    assertThat(sampler.sample(LOGITS.clone())).isEqualTo(1);
  }

  @Test
  void penaltiesOfTheWholeHistoryForgetNothing() {
    Sampler sampler = sampler(SamplingOptions.builder().presencePenalty(3).repeatLastN(-1));
    sampler.accept(1);
    for (int i = 0; i < 99; i++) {
      sampler.accept(3);
    }
    assertThat(sampler.sample(LOGITS.clone())).isEqualTo(4);
  }

  @Test
  void refusesLogitsThatAreNoNumbers() {
    Sampler sampler = sampler(SamplingOptions.builder());
    assertThatThrownBy(() -> sampler.sample(new float[] {0, 1, Float.NaN, 3, 4, 5}))
        .isInstanceOf(ArithmeticException.class)
        .hasMessage("The logit of token 2 is not a number");
    float impossible = Float.NEGATIVE_INFINITY;
    float[] none = {impossible, impossible, impossible, impossible, impossible, impossible};
    assertThatThrownBy(() -> sampler.sample(none))
        .isInstanceOf(ArithmeticException.class)
        .hasMessage("Every token is impossible: all logits are -infinity");
  }

  @Test
  void refusesOptionsOutOfRange() {
    assertThatThrownBy(() -> SamplingOptions.builder().temperature(-1).build())
        .hasMessage("temperature must be 0 or more, not -1.0");
    assertThatThrownBy(() -> SamplingOptions.builder().topP(0).build())
        .hasMessage("top-p must be above 0 and at most 1, not 0.0");
    assertThatThrownBy(() -> SamplingOptions.builder().minP(1.5f).build())
        .hasMessage("min-p must be from 0 to 1, not 1.5");
    assertThatThrownBy(() -> SamplingOptions.builder().topK(-1).build())
        .hasMessage("top-k must be 0 or more, not -1");
    assertThatThrownBy(() -> SamplingOptions.builder().repeatPenalty(0).build())
        .hasMessage("repeat penalty must be above 0, not 0.0");
    assertThatThrownBy(() -> SamplingOptions.builder().temperature(Float.NaN).build())
        .hasMessage("temperature must be 0 or more, not NaN");
    assertThatThrownBy(() -> sampler(SamplingOptions.builder().logitBias(Map.of(6, 1f))))
        .hasMessage("Logit bias for token 6, but the vocabulary has 6 tokens");
  }

  @Test
  void logSoftmaxListsTheMostProbable() {
    LogSoftmax softmax = new LogSoftmax(LOGITS.length, 3);
    softmax.read(LOGITS);
    TokenLogprobs logprobs = softmax.of(4);
    double sum = 0;
    for (float logit : LOGITS) {
      sum += Math.exp(logit);
    }
    assertThat(logprobs.logprob()).isCloseTo(1 - Math.log(sum), within(1e-12));
    assertThat(logprobs.top()).extracting(TokenLogprobs.Entry::token).containsExactly(1, 3, 4);
    assertThat(logprobs.top().getFirst().logprob()).isCloseTo(2 - Math.log(sum), within(1e-12));
    assertThat(LogSoftmax.logProbability(LOGITS, 5)).isCloseTo(-3 - Math.log(sum), within(1e-12));
  }
}
