package org.llamajvm.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.llamajvm.engine.generate.Cancellation;

class PerplexityMeterTest {

  private static final int[] PREFIX = {LetterTokenizer.BOS};

  private final AlphabetDecoder decoder = new AlphabetDecoder(4);

  @Test
  void predictsEveryTokenOnceInWindowsThatStartWithThePrefix() {
    int[] text = {0, 1, 2, 3, 5};
    List<Integer> progress = new ArrayList<>();
    Perplexity perplexity =
        new PerplexityMeter(decoder, PREFIX).measure(text, new Cancellation(), progress::add);
    // Windows: BOS a b c, where each token is the likeliest; BOS d f, three and one steps behind
    // it.
    double likeliest = -Math.log(AlphabetDecoder.probability(0));
    double three = -Math.log(AlphabetDecoder.probability(3));
    double one = -Math.log(AlphabetDecoder.probability(1));
    double mean = (3 * likeliest + three + one) / 5;
    assertThat(perplexity.tokens()).isEqualTo(5);
    assertThat(perplexity.value()).isCloseTo(Math.exp(mean), within(1e-6));
    double squares = (3 * likeliest * likeliest + three * three + one * one) / 5;
    assertThat(perplexity.error())
        .isCloseTo(Math.exp(mean) * Math.sqrt((squares - mean * mean) / 4), within(1e-6));
    assertThat(progress).containsExactly(3, 5);
    assertThat(decoder.cached()).containsExactly(26, 3);
  }

  @Test
  void predictsAllButTheFirstTokenOfAWindowWithoutPrefix() {
    Perplexity perplexity =
        new PerplexityMeter(decoder, new int[0])
            .measure(new int[] {0, 1, 2, 3, 4, 5}, new Cancellation(), done -> {});
    assertThat(perplexity.tokens()).isEqualTo(4);
    assertThat(perplexity.value()).isCloseTo(1 / AlphabetDecoder.probability(0), within(1e-6));
  }
}
