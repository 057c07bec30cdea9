package org.llamajvm.langchain4j;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.CompleteToolCall;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.PartialThinking;
import dev.langchain4j.model.chat.response.PartialThinkingContext;
import dev.langchain4j.model.chat.response.PartialToolCall;
import dev.langchain4j.model.chat.response.PartialToolCallContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.chat.response.StreamingHandle;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.llamajvm.models.Answer;
import org.llamajvm.models.Generation;
import org.llamajvm.models.GenerationListener;
import org.llamajvm.models.TextPiece;
import org.llamajvm.models.reply.ReplyPart;
import org.llamajvm.models.tool.ToolCall;

/**
 * Tells LangChain4j's handler of one answer. What the handler throws goes to its {@code onError};
 * what that throws goes to the log.
 */
final class HandlerListener implements GenerationListener, StreamingHandle {

  private final StreamingChatResponseHandler handler;
  private final Function<Generation, ChatResponse> response;
  private final PartialResponseContext context = new PartialResponseContext(this);
  private final CompletableFuture<Answer> answer = new CompletableFuture<>();
  private final Map<Integer, Call> calls = new HashMap<>(); // for the thread that tells alone
  private volatile boolean cancelled;

  HandlerListener(
      StreamingChatResponseHandler handler, Function<Generation, ChatResponse> response) {
    this.handler = handler;
    this.response = response;
  }

  /** The answer has begun; calls may have come before. */
  void begin(Answer value) {
    answer.complete(value);
  }

  @Override
  public void onText(String ignored) {} // pieces have it

  @Override
  public void onPiece(TextPiece piece) {
    if (!cancelled) {
      guarded(() -> tell(piece.part()));
    }
  }

  private void tell(ReplyPart part) {
    switch (part) {
      case ReplyPart.Text(String text) -> {
        if (!text.isEmpty()) {
          handler.onPartialResponse(new PartialResponse(text), context);
        }
      }
      case ReplyPart.Thinking(String text) ->
          handler.onPartialThinking(
              new PartialThinking(text), new PartialThinkingContext(context.streamingHandle()));
      case ReplyPart.CallStart start ->
          calls.put(start.index(), new Call(start.id(), start.name()));
      case ReplyPart.CallArguments(int index, String json) -> tellOfCall(index, json);
      case ReplyPart.CallEnd(int index) ->
          handler.onCompleteToolCall(new CompleteToolCall(index, calls.get(index).request()));
      case ReplyPart.CallFailed(int index, String text) -> {
        calls.remove(index);
        handler.onPartialResponse(new PartialResponse(text), context);
      }
    }
  }

  private void tellOfCall(int index, String json) {
    Call call = calls.get(index);
    call.arguments.append(json);
    handler.onPartialToolCall(
        PartialToolCall.builder()
            .index(index)
            .id(call.id)
            .name(call.name)
            .partialArguments(json)
            .build(),
        new PartialToolCallContext(context.streamingHandle()));
  }

  /** A call of which a part is there. */
  private static final class Call {

    private final String id;
    private final String name;
    private final StringBuilder arguments = new StringBuilder();

    Call(String id, String name) {
      this.id = id;
      this.name = name;
    }

    ToolExecutionRequest request() {
      return ToolMapper.request(new ToolCall(id, name, arguments.toString()));
    }
  }

  @Override
  public void onComplete(Generation generation) {
    if (!cancelled) {
      guarded(() -> handler.onCompleteResponse(response.apply(generation)));
    }
  }

  @Override
  public void onError(RuntimeException failure) {
    if (!cancelled) {
      tellOf(failure);
    }
  }

  private void guarded(Runnable call) {
    try {
      call.run();
    } catch (RuntimeException e) {
      tellOf(e);
    }
  }

  private void tellOf(RuntimeException failure) {
    try {
      handler.onError(failure);
    } catch (RuntimeException e) {
      Logger logger = System.getLogger(HandlerListener.class.getName());
      logger.log(Level.WARNING, "A handler has failed with what it was to hear of", e);
    }
  }

  @Override
  public void cancel() {
    cancelled = true;
    var _ = answer.thenAccept(Answer::cancel);
  }

  @Override
  public boolean isCancelled() {
    return cancelled;
  }
}
