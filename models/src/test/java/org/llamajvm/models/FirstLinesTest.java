package org.llamajvm.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.llamajvm.engine.generate.Cancellation;
import org.llamajvm.engine.generate.FinishReason;
import org.llamajvm.engine.sampling.SamplingOptions;
import org.llamajvm.models.reply.ReplyFormat;
import org.llamajvm.tokenizer.chat.Message;

/** What a program writes first, with the model in the box. */
@Timeout(60)
class FirstLinesTest {

  private static final String SUM = "What is 3 plus 4?";
  private static final List<Message> CONVERSATION = List.of(Message.user(SUM));

  private static LanguageModel model;

  @BeforeAll
  static void open() throws IOException {
    model = LanguageModel.open(Fixtures.root().resolve("models/wren-3m-4bit"));
  }

  @AfterAll
  static void close() {
    model.close();
  }

  private static GenerationRequest.Builder greedy() {
    return GenerationRequest.builder().sampling(SamplingOptions.greedy());
  }

  @Test
  void oneLineAsksAndTheConversationRemembers() {
    assertThat(model.chat().ask(SUM).text()).contains("7");
    try (ChatSession chat = model.chat()) {
      chat.ask(SUM);
      assertThat(chat.ask("What is the capital of France?").usage().cachedTokens()).isPositive();
      assertThat(chat.messages()).hasSize(4);
    }
  }

  @Test
  void answersAreGeneratedAsThePublisherRecommendsUnlessItIsSaid() {
    try (ChatSession chat = model.chat()) {
      assertThat(chat.options().sampling()).isEqualTo(model.recommendedSampling(0));
      assertThat(chat.options().maxTokens()).isEmpty();
      chat.setOptions(GenerateOptions.defaults().withMaxTokens(1));
      assertThat(chat.ask(SUM).usage().completionTokens()).isEqualTo(1);
    }
    GenerationRequest plain = GenerationRequest.of("Once upon a time");
    assertThat(plain.hasRecommendedSampling()).isTrue();
    assertThat(plain.options().maxTokens()).hasValue(GenerateOptions.DEFAULT_MAX_TOKENS);
    assertThat(plain.options(model).sampling()).isEqualTo(model.recommendedSampling(0));
    GenerationRequest seeded = GenerationRequest.builder().prompt("One").seed(7).build();
    assertThat(seeded.options(model).sampling()).isEqualTo(model.recommendedSampling(7));
    GenerationRequest cold = GenerationRequest.builder().seed(7).temperature(0).prompt("").build();
    assertThat(cold.options(model).sampling())
        .isEqualTo(model.recommendedSampling(7).toBuilder().temperature(0).build());
    GenerationRequest own = greedy().topK(2).prompt("").build();
    assertThat(own.options(model).sampling()).isEqualTo(SamplingOptions.builder().topK(2).build());
    assertThat(GenerationRequest.of(CONVERSATION).options().maxTokens()).isEmpty();
  }

  @Test
  void aRequestKeepsWhatItsBuilderWasTold() {
    GenerationRequest request =
        GenerationRequest.builder()
            .messages(Message.system("Be brief."), Message.user(SUM))
            .topK(3)
            .topP(0.5f)
            .minP(0.25f)
            .repeatPenalty(1.5f)
            .logprobs(2)
            .stop("a", "b")
            .ignoreEnd(true)
            .maxTokens(5)
            .key("me")
            .build();
    GenerateOptions expected =
        new GenerateOptions(
            SamplingOptions.builder().topK(3).topP(0.5f).minP(0.25f).repeatPenalty(1.5f).build(),
            OptionalInt.of(5),
            List.of("a", "b"),
            true,
            OptionalInt.of(2),
            Optional.empty(),
            ReplyFormat.PLAIN);
    assertThat(request.options()).isEqualTo(expected);
    GenerationRequest copy = request.toBuilder().unlimited().build();
    assertThat(copy.options()).isEqualTo(expected.withMaxTokens(OptionalInt.empty()));
    assertThat(copy.messages()).isEqualTo(request.messages()).hasSize(2);
    assertThat(copy.key()).isEqualTo("me");
    assertThat(copy.turnEnds()).isTrue();
    assertThat(copy.prompt()).isEmpty();
    assertThatIllegalStateException().isThrownBy(() -> GenerationRequest.builder().build());
    assertThatIllegalArgumentException().isThrownBy(() -> greedy().messages());
    assertThatIllegalArgumentException().isThrownBy(() -> greedy().maxTokens(-1));
    assertThatIllegalArgumentException().isThrownBy(() -> greedy().logprobs(-1));
    assertThatIllegalArgumentException().isThrownBy(() -> greedy().temperature(-1));
  }

  @Test
  void messagesThatTheProgramKeepsGetTheAnswerOfAConversation() {
    Generation kept = model.generate(greedy().messages(CONVERSATION).build());
    try (ChatSession chat = model.chat()) {
      chat.setOptions(chat.options().withSampling(SamplingOptions.greedy()));
      assertThat(chat.ask(SUM).text()).isEqualTo(kept.text()).contains("3 plus 4 is 7");
    }
    assertThat(kept.finishReason()).isEqualTo(FinishReason.STOP);
    assertThat(kept.usage().promptTokens()).isEqualTo(model.countTokens(CONVERSATION));
    assertThat(model.countTokens(SUM)).isBetween(5, kept.usage().promptTokens() - 1);
    assertThat(model.chat(CONVERSATION).text()).contains("7");
  }

  @Test
  void aStreamOfTextsIsTheText() {
    GenerationRequest request = greedy().prompt("Once upon a time").maxTokens(30).build();
    String expected = model.generate(request).text();
    try (Stream<String> texts = model.submit(request).texts()) {
      assertThat(texts.collect(Collectors.joining())).isEqualTo(expected);
    }
    Answer cut = model.submit(request.toBuilder().unlimited().ignoreEnd(true).build());
    try (Stream<String> texts = cut.texts()) {
      assertThat(texts.limit(3).toList()).hasSize(3);
    }
    assertThat(cut.await().finishReason()).isEqualTo(FinishReason.CANCELLED);
  }

  @Test
  void aListenerHearsOfTheEndOnTheThreadThatAsks() {
    List<String> heard = new ArrayList<>();
    GenerationListener listener =
        new GenerationListener() {
          @Override
          public void onText(String text) {
            heard.add(text);
          }

          @Override
          public void onComplete(Generation generation) {
            heard.add("end " + generation.finishReason());
          }

          @Override
          public void onError(RuntimeException failure) {
            heard.add("error " + failure.getMessage());
          }
        };
    try (ChatSession chat = model.chat()) {
      String text = chat.ask(SUM, listener).text();
      assertThat(heard.removeLast()).isEqualTo("end STOP");
      assertThat(String.join("", heard)).isEqualTo(text);
      GenerateOptions biased =
          GenerateOptions.defaults()
              .withSampling(SamplingOptions.builder().logitBias(Map.of(99_999, 1f)).build());
      heard.clear();
      assertThatThrownBy(() -> chat.ask(SUM, biased, listener, new Cancellation()))
          .isInstanceOf(IllegalArgumentException.class);
      assertThat(heard).singleElement().asString().startsWith("error ").contains("99999");
      assertThat(chat.messages()).hasSize(2);
    }
  }

  @Test
  void aConversationThatNobodyHoldsGivesItsMemoryBack() throws Exception {
    try (LanguageModel own = LanguageModel.open(Fixtures.root().resolve("models/wren-3m-4bit"))) {
      own.chat().ask(SUM);
      while (own.bound().pool().use().used() > 0) { // as long as the time limit allows
        System.gc();
        Thread.sleep(10);
      }
      assertThat(own.chat().ask(SUM).text()).contains("7");
    }
  }
}
