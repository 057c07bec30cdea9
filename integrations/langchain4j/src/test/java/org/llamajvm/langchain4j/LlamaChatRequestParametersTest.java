package org.llamajvm.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.memory.chat.TokenWindowChatMemory;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.llamajvm.engine.sampling.SamplingOptions;
import org.llamajvm.models.GenerationRequest;
import org.llamajvm.tokenizer.chat.Message;

/** The parameters that only this engine has, and how requests become those of the engine. */
class LlamaChatRequestParametersTest {

  private static final LlamaChatRequestParameters ALL =
      LlamaChatRequestParameters.builder()
          .temperature(0.5)
          .topP(0.75)
          .topK(9)
          .frequencyPenalty(0.25)
          .presencePenalty(0.125)
          .maxOutputTokens(11)
          .stopSequences("x", "y")
          .seed(7L)
          .minP(0.0625)
          .repeatPenalty(1.5)
          .repeatLastN(5)
          .templateVariables(Map.of("enable_thinking", false))
          .build();

  @Test
  void bothKindsOfParametersSurviveEveryMerge() {
    ChatRequestParameters common = ChatRequestParameters.builder().topK(3).build();
    assertThat(ALL.overrideWith(common))
        .isEqualTo(LlamaChatRequestParameters.builder().overrideWith(ALL).topK(3).build());
    assertThat(ALL.defaultedBy(common)).isEqualTo(ALL).hasSameHashCodeAs(ALL);
    LlamaChatRequestParameters seeded = LlamaChatRequestParameters.builder().seed(8L).build();
    assertThat(((LlamaChatRequestParameters) ALL.overrideWith(seeded)).seed()).isEqualTo(8);
    assertThat(((LlamaChatRequestParameters) seeded.overrideWith(ALL)).minP()).isEqualTo(0.0625);
    assertThat(seeded).isNotEqualTo(ALL).isNotEqualTo(common);
    assertThat(ALL).asString().contains("seed=7", "enable_thinking");
  }

  @Test
  void everyParameterReachesTheEngine() {
    ChatRequest request =
        ChatRequest.builder()
            .messages(SystemMessage.from("s"), UserMessage.from("me", "u"), AiMessage.from("a"))
            .parameters(ALL)
            .build();
    GenerationRequest mapped = new RequestMapper("m").map(request);
    assertThat(mapped.options().sampling())
        .isEqualTo(
            SamplingOptions.builder()
                .temperature(0.5f)
                .topP(0.75f)
                .topK(9)
                .frequencyPenalty(0.25f)
                .presencePenalty(0.125f)
                .minP(0.0625f)
                .repeatPenalty(1.5f)
                .repeatLastN(5)
                .seed(7)
                .build());
    assertThat(mapped.options().maxTokens()).hasValue(11);
    assertThat(mapped.options().stop()).containsExactly("x", "y");
    assertThat(mapped.messages())
        .containsExactly(
            Message.system("s"), Message.user("u").with("name", "me"), Message.assistant("a"));
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() ->
            new RequestMapper("m")
                .map(
                    ChatRequest.builder()
                        .messages(UserMessage.from("u"))
                        .temperature(-1.0)
                        .build()))
        .withMessageContaining("temperature");
  }

  @Test
  void sameSeedSameTextAndAnotherSeedAnother() {
    ChatModel chat = LlamaChatModel.builder().model(TestModel.MODEL).build();
    List<String> texts =
        List.of(1L, 1L, 2L).stream()
            .map(seed ->
                LlamaChatRequestParameters.builder()
                    .seed(seed)
                    .temperature(1.0)
                    .maxOutputTokens(20)
                    .build())
            .map(parameters ->
                ChatRequest.builder()
                    .messages(UserMessage.from("Tell me a story"))
                    .parameters(parameters)
                    .build())
            .map(request -> chat.chat(request).aiMessage().text())
            .toList();
    assertThat(texts.get(0)).isEqualTo(texts.get(1)).isNotEqualTo(texts.get(2));
  }

  @Test
  void tokensAreCountedAsTheModelCounts() {
    LlamaTokenCountEstimator counter = new LlamaTokenCountEstimator(TestModel.MODEL);
    UserMessage message = UserMessage.from("Tell me a story");
    int text = counter.estimateTokenCountInText("Tell me a story");
    assertThat(text).isEqualTo(TestModel.MODEL.tokenizer().encode("Tell me a story").length);
    int one = counter.estimateTokenCountInMessage(message);
    assertThat(one).isGreaterThan(text);
    assertThat(counter.estimateTokenCountInMessages(List.of(message))).isEqualTo(one);
    assertThat(counter.estimateTokenCountInMessages(List.of())).isZero();
    TokenWindowChatMemory memory = TokenWindowChatMemory.withMaxTokens(2 * one, counter);
    for (int i = 0; i < 5; i++) {
      memory.add(message);
    }
    assertThat(memory.messages()).hasSizeBetween(1, 4);
  }
}
