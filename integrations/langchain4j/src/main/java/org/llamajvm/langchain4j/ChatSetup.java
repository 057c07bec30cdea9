package org.llamajvm.langchain4j;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.ChatResponseMetadata;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;
import java.util.List;
import java.util.UUID;
import org.llamajvm.models.Answer;
import org.llamajvm.models.Generation;
import org.llamajvm.models.GenerationListener;
import org.llamajvm.models.GenerationRequest;
import org.llamajvm.models.LanguageModel;
import org.llamajvm.models.PromptTooLongException;
import org.llamajvm.tokenizer.jinja.syntax.TemplateException;

/**
 * What both kinds of chat models have in common. Safe to share between threads.
 *
 * @param model borrowed
 * @param defaults what counts where a request says nothing
 */
record ChatSetup(
    LanguageModel model,
    LlamaChatRequestParameters defaults,
    List<ChatModelListener> listeners,
    RequestMapper requests) {

  /** Has a request answered. */
  Answer submit(ChatRequest request, GenerationListener listener) {
    GenerationRequest mapped = requests.map(request);
    try {
      return model.submit(mapped, listener);
    } catch (PromptTooLongException | TemplateException | IllegalArgumentException e) {
      throw new InvalidRequestException(e.getMessage(), e);
    }
  }

  /** An answer in LangChain4j's form. */
  ChatResponse response(Generation generation) {
    Generation.Usage usage = generation.usage();
    return ChatResponse.builder()
        .aiMessage(message(generation))
        .metadata(
            ChatResponseMetadata.builder()
                .id("chat-" + UUID.randomUUID())
                .modelName(requests.modelName())
                .tokenUsage(
                    new TokenUsage(
                        usage.promptTokens(), usage.completionTokens(), usage.totalTokens()))
                .finishReason(reason(generation))
                .build())
        .build();
  }

  private static AiMessage message(Generation generation) {
    boolean calls = !generation.calls().isEmpty();
    return AiMessage.builder()
        .text(calls && generation.text().isBlank() ? null : generation.text())
        .thinking(generation.thinking().isEmpty() ? null : generation.thinking())
        .toolExecutionRequests(generation.calls().stream().map(ToolMapper::request).toList())
        .build();
  }

  private static FinishReason reason(Generation generation) {
    if (!generation.calls().isEmpty()) {
      return FinishReason.TOOL_EXECUTION;
    }
    return switch (generation.finishReason()) {
      case STOP -> FinishReason.STOP;
      case LENGTH, CONTEXT -> FinishReason.LENGTH;
      case CANCELLED -> FinishReason.OTHER;
    };
  }
}
