package org.llamajvm.models;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.llamajvm.engine.generate.Cancellation;
import org.llamajvm.engine.generate.FinishReason;
import org.llamajvm.engine.kernel.KvType;
import org.llamajvm.engine.sampling.SamplingOptions;
import org.llamajvm.tokenizer.chat.ChatTemplate;
import org.llamajvm.tokenizer.chat.Message;

/** A conversation with the model in the box, as a program holds it. */
class WrenChatTest {

  private static final Path MODEL = Fixtures.root().resolve("models/wren-3m-4bit");
  private static final String SUM = "What is 3 plus 4?";
  private static final String CAPITAL = "What is the capital of France?";
  private static final GenerateOptions OPTIONS = GenerateOptions.defaults().withLogprobs(0);

  @TempDir private Path directory;

  private static LanguageModel open(ModelOptions options) throws IOException {
    return LanguageModel.open(MODEL, options);
  }

  private static ChatSession chat(LanguageModel model) throws IOException {
    return model.newChat(ChatTemplate.load(MODEL).orElseThrow());
  }

  private static Generation ask(ChatSession chat, String question) {
    return chat.ask(question, OPTIONS, GenerationListener.NONE, new Cancellation());
  }

  @Test
  void answersWhatItWasTaughtAndTakesTurnsBack() throws IOException {
    try (LanguageModel model = open(ModelOptions.defaults());
        ChatSession chat = chat(model)) {
      Generation sum = ask(chat, SUM);
      assertThat(sum.text()).contains("3 plus 4 is 7");
      Generation capital = ask(chat, CAPITAL);
      assertThat(capital.text()).contains("Paris");
      int inCache = sum.usage().totalTokens();
      assertThat(capital.usage().cachedTokens()).isEqualTo(inCache);
      assertThat(chat.undo()).contains(CAPITAL);
      Generation again = ask(chat, CAPITAL);
      assertThat(again.text()).isEqualTo(capital.text());
      assertThat(again.usage().cachedTokens()).isGreaterThanOrEqualTo(inCache);
      Optional<Generation> anew =
          chat.regenerate(OPTIONS, GenerationListener.NONE, new Cancellation());
      assertThat(anew).map(Generation::text).contains(capital.text());
      assertThat(anew.orElseThrow().usage().cachedTokens())
          .isEqualTo(capital.usage().promptTokens() - 1);
      assertThat(chat.messages())
          .containsExactly(
              Message.user(SUM),
              Message.assistant(sum.text()),
              Message.user(CAPITAL),
              Message.assistant(capital.text()));
    }
  }

  @Test
  void goesOnAfterAnInterruptionAndWithTextOfAnyScript() throws IOException {
    try (LanguageModel model = open(ModelOptions.defaults());
        ChatSession chat = chat(model)) {
      StringBuilder shown = new StringBuilder();
      Cancellation cancellation = new Cancellation();
      Generation story =
          chat.ask(
              "Tell me a story.",
              OPTIONS,
              text -> {
                shown.append(text);
                if (shown.length() > 20) {
                  cancellation.cancel();
                }
              },
              cancellation);
      assertThat(story.finishReason()).isEqualTo(FinishReason.CANCELLED);
      assertThat(story.text()).isEqualTo(shown.toString()).hasSizeBetween(21, 60);
      assertThat(chat.messages()).last().isEqualTo(Message.assistant(story.text()));
      Generation odd = ask(chat, "Grüße aus 東京 🌊\none\ntwo <|eot_id|>");
      assertThat(odd.usage().cachedTokens()).isGreaterThan(story.usage().promptTokens());
      assertThat(chat.messages().get(2).text()).isEqualTo("Grüße aus 東京 🌊\none\ntwo <|eot_id|>");
      chat.clear();
      assertThat(ask(chat, SUM).text()).contains("3 plus 4 is 7");
    }
  }

  @ParameterizedTest
  @EnumSource
  void goesOnFromAFileAsIfNothingHadHappened(KvType type) throws IOException {
    Path file = directory.resolve("a.chat");
    ModelOptions options = ModelOptions.defaults().withKvType(type);
    GenerateOptions sampled =
        OPTIONS
            .withSampling(SamplingOptions.builder().temperature(1).seed(7).build())
            .withMaxTokens(40);
    Generation expected;
    int cached;
    try (LanguageModel model = open(options);
        ChatSession chat = chat(model)) {
      ask(chat, "Tell me a long story about a boat. ".repeat(20));
      ask(chat, SUM);
      chat.save(file, Map.of());
      cached = chat.contextUse().used();
      expected = chat.ask(CAPITAL, sampled, GenerationListener.NONE, new Cancellation());
    }
    assertThat(cached).isGreaterThan(300); // some pages, the last one not full
    try (LanguageModel model = open(options);
        ChatSession chat = chat(model)) {
      assertThat(chat.load(file, _ -> {})).isEqualTo(new ChatSession.Loaded(true, true));
      assertThat(chat.contextUse().used()).isEqualTo(cached);
      Generation answer = chat.ask(CAPITAL, sampled, GenerationListener.NONE, new Cancellation());
      assertThat(answer.text()).isEqualTo(expected.text());
      assertThat(answer.logprobs()).isEqualTo(expected.logprobs());
      assertThat(answer.usage()).isEqualTo(expected.usage());
      assertThat(answer.usage().cachedTokens()).isGreaterThanOrEqualTo(cached);
    }
    for (KvType other : KvType.values()) {
      try (LanguageModel model = open(ModelOptions.defaults().withKvType(other));
          ChatSession chat = chat(model)) {
        assertThat(chat.load(file, _ -> {}).cacheRestored())
            .as("%s", other)
            .isEqualTo(other == type);
        assertThat(chat.messages()).hasSize(4);
      }
    }
  }

  @Test
  void aTurnOfTwentyTokensAfterFourHundredProcessesNoMore() throws IOException {
    String question = "And what did the old man in the little boat say to the bird that night?";
    try (LanguageModel model = open(ModelOptions.defaults());
        ChatSession chat = chat(model)) {
      Generation first = ask(chat, "The old boat lay by the sea. ".repeat(55));
      assertThat(first.usage().promptTokens()).isGreaterThan(400);
      Generation second = ask(chat, question);
      int asked = model.tokenizer().encode(question).length;
      assertThat(asked).isBetween(15, 25);
      int processed = second.usage().promptTokens() - second.usage().cachedTokens();
      assertThat(processed).isBetween(asked, asked + 12); // and the template's words around it
    }
  }
}
