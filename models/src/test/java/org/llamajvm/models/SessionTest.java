package org.llamajvm.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.llamajvm.engine.generate.Cancellation;
import org.llamajvm.engine.generate.FinishReason;
import org.llamajvm.engine.sampling.SamplingOptions;

/** The session over a model that is known by heart. */
class SessionTest {

  private final LetterTokenizer tokenizer = new LetterTokenizer();
  private final AlphabetDecoder decoder = new AlphabetDecoder(40);
  private final Session session = new Session(tokenizer, decoder, new int[] {25});
  private final List<String> pieces = new ArrayList<>();

  private Generation generate(String prompt, GenerateOptions options) {
    return session.generate(
        tokenizer.encodePrompt(prompt), options, pieces::add, new Cancellation());
  }

  private static GenerateOptions tokens(int count) {
    return GenerateOptions.defaults().withMaxTokens(count);
  }

  @Test
  void streamsTheTextThatItReturns() {
    Generation generation = generate("ab", tokens(4));
    assertThat(generation.text()).isEqualTo("cdef");
    assertThat(pieces).containsExactly("c", "d", "e", "f");
    assertThat(generation.tokens()).containsExactly(2, 3, 4, 5);
    assertThat(generation.finishReason()).isEqualTo(FinishReason.LENGTH);
    assertThat(generation.usage()).isEqualTo(new Generation.Usage(3, 0, 4, 0));
    assertThat(generation.logprobs()).isEmpty();
  }

  @Test
  void stopsAtTheEndToken() {
    Generation generation = generate("w", tokens(30));
    assertThat(generation.text()).isEqualTo("xy");
    assertThat(generation.finishReason()).isEqualTo(FinishReason.STOP);
  }

  @Test
  void neverMakesTheEndTokenIfItIsIgnored() {
    Generation generation = generate("w", tokens(4).withIgnoreEnd(true));
    assertThat(generation.tokens()).containsExactly(23, 24, 26, 0);
    assertThat(generation.finishReason()).isEqualTo(FinishReason.LENGTH);
  }

  @Test
  void stopsAtAStopStringAndShowsNothingOfIt() {
    Generation generation = generate("a", tokens(30).withStop(List.of("efg", "zz")));
    assertThat(generation.text()).isEqualTo("bcd");
    assertThat(String.join("", pieces)).isEqualTo("bcd");
    assertThat(generation.tokens()).containsExactly(1, 2, 3, 4, 5, 6);
    assertThat(generation.finishReason()).isEqualTo(FinishReason.STOP);
  }

  @Test
  void showsWhatWasHeldBackWhenTheTextEnds() {
    Generation generation = generate("a", tokens(3).withStop(List.of("cde")));
    assertThat(generation.text()).isEqualTo("bcd");
  }

  @Test
  void processesOnlyWhatIsNew() {
    generate("abc", tokens(5));
    assertThat(decoder.processed()).isEqualTo(4 + 4);
    Generation second = generate("abcdefgq", tokens(1));
    assertThat(second.text()).isEqualTo("r");
    assertThat(second.usage().cachedTokens()).isEqualTo(8);
    assertThat(decoder.processed()).isEqualTo(8 + 1);
    Generation third = generate("abx", tokens(1));
    assertThat(third.text()).isEqualTo("y");
    assertThat(third.usage().cachedTokens()).isEqualTo(3);
    assertThat(session.tokens()).containsExactly(26, 0, 1, 23);
  }

  @Test
  void processesTheLastTokenOfAPromptThatItHasAlready() {
    generate("abc", tokens(5));
    Generation again = generate("abc", tokens(5));
    assertThat(again.text()).isEqualTo("defgh");
    assertThat(again.usage().cachedTokens()).isEqualTo(3);
  }

  @Test
  void goesOnAfterARewind() {
    generate("abc", tokens(5));
    session.rewind(2);
    assertThat(session.tokens()).containsExactly(26, 0);
    assertThat(generate("abc", tokens(1)).usage().cachedTokens()).isEqualTo(2);
  }

  @Test
  void fillsTheContextAndStops() {
    Generation generation =
        generate("abc", tokens(1).withMaxTokens(OptionalInt.empty()).withIgnoreEnd(true));
    assertThat(generation.finishReason()).isEqualTo(FinishReason.CONTEXT);
    assertThat(generation.tokens()).hasSize(40 - 4 + 1);
  }

  @Test
  void penaltiesSeeThePromptEvenIfItIsCached() {
    SamplingOptions sampling = SamplingOptions.builder().presencePenalty(10).build();
    GenerateOptions options = tokens(1).withSampling(sampling);
    assertThat(generate("ba", options).text()).isEqualTo("c");
    assertThat(generate("ba", options).text()).isEqualTo("c");
  }

  @Test
  void refusesAPromptLongerThanTheContext() {
    assertThatThrownBy(() -> generate("a".repeat(40), tokens(1)))
        .isInstanceOf(PromptTooLongException.class)
        .hasMessage(
            "The prompt has 41 tokens, but the context holds 40;"
                + " shorten it or ask for a larger context");
  }

  @Test
  void saysThatAModelGivesNoNumbers() {
    session.generate(new int[] {1}, tokens(1), pieces::add, new Cancellation());
    Session broken = new Session(tokenizer, new BrokenDecoder(), new int[0]);
    assertThatThrownBy(
            () -> broken.generate(new int[] {1}, tokens(1), pieces::add, new Cancellation()))
        .isInstanceOf(ModelOutputException.class)
        .hasMessage("The logit of token 0 is not a number; the model's weights may be damaged");
  }
}
