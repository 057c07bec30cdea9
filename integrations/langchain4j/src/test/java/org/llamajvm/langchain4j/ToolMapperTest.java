package org.llamajvm.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.ToolChoice;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.CompleteToolCall;
import dev.langchain4j.model.chat.response.PartialToolCall;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.llamajvm.models.GenerationRequest;
import org.llamajvm.models.TextPiece;
import org.llamajvm.models.reply.ReplyPart;
import org.llamajvm.models.tool.ToolCall;
import org.llamajvm.models.tool.ToolMessages;
import org.llamajvm.models.tool.ToolOffer;
import org.llamajvm.tokenizer.chat.Message;

/** Tools and calls between LangChain4j and the engine. */
class ToolMapperTest {

  private static final ToolSpecification WEATHER =
      ToolSpecification.builder()
          .name("weather")
          .description("The weather of a city.")
          .parameters(JsonObjectSchema.builder().addStringProperty("city").required("city").build())
          .build();
  private static final ToolExecutionRequest CALL =
      ToolExecutionRequest.builder()
          .id("c1")
          .name("weather")
          .arguments("{\"city\":\"Rome\"}")
          .build();

  @Test
  void anOfferHasNamesSchemasAndTheChoice() {
    ToolOffer offer =
        ToolMapper.offer(
            ChatRequestParameters.builder()
                .toolSpecifications(WEATHER, ToolSpecification.builder().name("now").build())
                .toolChoice(ToolChoice.REQUIRED)
                .build());
    assertThat(offer.choice()).isEqualTo(org.llamajvm.models.tool.ToolChoice.REQUIRED);
    assertThat(offer.tool("weather").orElseThrow().description())
        .isEqualTo("The weather of a city.");
    assertThat(offer.tool("weather").orElseThrow().parameters())
        .containsEntry("type", "object")
        .containsEntry("properties", Map.of("city", Map.of("type", "string")))
        .hasEntrySatisfying(
            "required", required -> assertThat(required).asString().contains("city"));
    assertThat(offer.tool("now").orElseThrow().parameters()).containsEntry("type", "object");
    assertThat(ToolMapper.offer(ChatRequestParameters.builder().build())).isEqualTo(ToolOffer.NONE);
  }

  @Test
  void callsAndResultsAreMessages() {
    ChatRequest request =
        ChatRequest.builder()
            .messages(
                UserMessage.from("u"),
                AiMessage.from("a", List.of(CALL)),
                ToolExecutionResultMessage.from(CALL, "sunny"))
            .toolSpecifications(WEATHER)
            .build();
    GenerationRequest mapped = new RequestMapper("m").map(request);
    ToolCall call = new ToolCall("c1", "weather", "{\"city\":\"Rome\"}");
    assertThat(mapped.messages())
        .containsExactly(
            Message.user("u"),
            ToolMessages.answer("a", "", List.of(call)),
            ToolMessages.result(call, "sunny"));
    assertThat(mapped.tools().tools()).hasSize(1);
  }

  /** Writes down what a handler hears. */
  private static final class Heard implements StreamingChatResponseHandler {

    private final List<String> calls = new ArrayList<>();

    @Override
    public void onPartialResponse(String text) {
      calls.add("text " + text);
    }

    @Override
    public void onPartialToolCall(PartialToolCall part) {
      calls.add("part %s %s %s".formatted(part.id(), part.name(), part.partialArguments()));
    }

    @Override
    public void onCompleteToolCall(CompleteToolCall call) {
      calls.add("call " + call.toolExecutionRequest().arguments());
    }

    @Override
    public void onCompleteResponse(ChatResponse response) {}

    @Override
    public void onError(Throwable error) {
      calls.add("error " + error);
    }
  }

  @Test
  void aHandlerHearsOfPartsAndWholeCallsInOrder() {
    Heard heard = new Heard();
    HandlerListener listener = new HandlerListener(heard, _ -> null);
    List<ReplyPart> parts =
        List.of(
            new ReplyPart.Text("I look."),
            new ReplyPart.CallStart(0, "c1", "weather"),
            new ReplyPart.CallArguments(0, "{\"city\":"),
            new ReplyPart.CallArguments(0, "\"Rome\"}"),
            new ReplyPart.CallEnd(0),
            new ReplyPart.Text(""));
    parts.forEach(part -> listener.onPiece(new TextPiece("", List.of(), List.of(), part)));
    assertThat(heard.calls)
        .containsExactly(
            "text I look.",
            "part c1 weather {\"city\":",
            "part c1 weather \"Rome\"}",
            "call {\"city\":\"Rome\"}");
  }
}
