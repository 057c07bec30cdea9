package org.llamajvm.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.UnauthorizedException;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import dev.langchain4j.model.output.FinishReason;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The clients that Java programs use. */
class JavaClientsTest {

  private static LlamaServer server;

  @BeforeAll
  static void start() throws Exception {
    server = Wren.server().keys(List.of("sk-test")).start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static OpenAIClient openAi(String key) {
    return OpenAIOkHttpClient.builder()
        .baseUrl(server.url() + "/v1")
        .apiKey(key)
        .maxRetries(0)
        .build();
  }

  @SuppressWarnings("deprecation") // of the seed, which this server honours
  private static ChatCompletionCreateParams.Builder question() {
    return ChatCompletionCreateParams.builder()
        .model("wren")
        .addSystemMessage("You tell stories.")
        .addUserMessage("Tell me a story.")
        .seed(7)
        .maxCompletionTokens(12);
  }

  @Test
  void openAiJava() {
    OpenAIClient client = openAi("sk-test");
    ChatCompletion whole = client.chat().completions().create(question().build());
    ChatCompletion.Choice choice = whole.choices().getFirst();
    assertThat(choice.finishReason()).isEqualTo(ChatCompletion.Choice.FinishReason.LENGTH);
    assertThat(whole.usage().orElseThrow().completionTokens()).isEqualTo(12);
    ChatCompletionCreateParams streamed =
        question()
            .streamOptions(ChatCompletionStreamOptions.builder().includeUsage(true).build())
            .build();
    try (StreamResponse<ChatCompletionChunk> stream =
        client.chat().completions().createStreaming(streamed)) {
      List<ChatCompletionChunk> chunks = stream.stream().toList();
      String text =
          chunks.stream()
              .flatMap(chunk -> chunk.choices().stream())
              .map(part -> part.delta().content().orElse(""))
              .collect(Collectors.joining());
      assertThat(text).isEqualTo(choice.message().content().orElseThrow());
      assertThat(chunks.getLast().usage().orElseThrow().completionTokens()).isEqualTo(12);
    }
    assertThat(client.models().list().data().getFirst().id()).isEqualTo("wren");
    Response response =
        client
            .responses()
            .create(
                ResponseCreateParams.builder()
                    .model("wren")
                    .input("Tell me a story about a wren.")
                    .maxOutputTokens(5)
                    .build());
    assertThat(response.usage().orElseThrow().outputTokens()).isEqualTo(5);
    assertThat(response.output().getFirst().asMessage().content()).hasSize(1);
  }

  @Test
  void openAiJavaKnowsTheErrors() {
    assertThatThrownBy(() -> openAi("sk-wrong").models().list())
        .isInstanceOf(UnauthorizedException.class)
        .hasMessageContaining("Give a key of this server");
    ChatCompletionCreateParams wrong = question().n(1_000_000).build();
    assertThatThrownBy(() -> openAi("sk-test").chat().completions().create(wrong))
        .isInstanceOf(BadRequestException.class)
        .hasMessageContaining("'n' must be");
  }

  @Test
  void langChain4j() throws Exception {
    OpenAiChatModel model =
        OpenAiChatModel.builder()
            .baseUrl(server.url() + "/v1")
            .apiKey("sk-test")
            .modelName("wren")
            .seed(7)
            .maxTokens(12)
            .build();
    ChatResponse whole = model.chat(UserMessage.from("Tell me a story about a wren."));
    assertThat(whole.metadata().finishReason()).isEqualTo(FinishReason.LENGTH);
    assertThat(whole.metadata().tokenUsage().outputTokenCount()).isEqualTo(12);
    OpenAiStreamingChatModel streaming =
        OpenAiStreamingChatModel.builder()
            .baseUrl(server.url() + "/v1")
            .apiKey("sk-test")
            .modelName("wren")
            .seed(7)
            .maxTokens(12)
            .build();
    StringBuilder pieces = new StringBuilder();
    CompletableFuture<ChatResponse> complete = new CompletableFuture<>();
    streaming.chat(
        "Tell me a story about a wren.",
        new StreamingChatResponseHandler() {
          @Override
          public void onPartialResponse(String piece) {
            pieces.append(piece);
          }

          @Override
          public void onCompleteResponse(ChatResponse response) {
            complete.complete(response);
          }

          @Override
          public void onError(Throwable error) {
            complete.completeExceptionally(error);
          }
        });
    ChatResponse streamed = complete.get(60, TimeUnit.SECONDS);
    assertThat(pieces.toString())
        .isEqualTo(whole.aiMessage().text())
        .isEqualTo(streamed.aiMessage().text());
    assertThat(streamed.metadata().tokenUsage()).isEqualTo(whole.metadata().tokenUsage());
  }
}
