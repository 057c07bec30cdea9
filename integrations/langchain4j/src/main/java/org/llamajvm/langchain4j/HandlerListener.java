package org.llamajvm.langchain4j;

import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.chat.response.StreamingHandle;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.llamajvm.models.Answer;
import org.llamajvm.models.Generation;
import org.llamajvm.models.GenerationListener;

/**
 * Tells LangChain4j's handler of one answer. What the handler throws goes to its {@code onError};
 * what that throws goes to the log.
 */
final class HandlerListener implements GenerationListener, StreamingHandle {

  private final StreamingChatResponseHandler handler;
  private final Function<Generation, ChatResponse> response;
  private final PartialResponseContext context = new PartialResponseContext(this);
  private final CompletableFuture<Answer> answer = new CompletableFuture<>();
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
  public void onText(String text) {
    if (!cancelled) {
      guarded(() -> handler.onPartialResponse(new PartialResponse(text), context));
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
      tell(failure);
    }
  }

  private void guarded(Runnable call) {
    try {
      call.run();
    } catch (RuntimeException e) {
      tell(e);
    }
  }

  private void tell(RuntimeException failure) {
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
