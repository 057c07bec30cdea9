package org.llamajvm.langchain4j;

import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import java.util.List;
import java.util.Set;

/**
 * A chat model that runs in this program and hands its answers over while it makes them, on a
 * virtual thread for each answer. A handler that throws hears of it by {@code onError}, and the
 * answer goes on. {@code context.streamingHandle().cancel()} ends it, without a further call. Safe
 * to share between threads.
 */
public final class LlamaStreamingChatModel implements StreamingChatModel {

  private final ChatSetup setup;

  private LlamaStreamingChatModel(ChatSetup setup) {
    this.setup = setup;
  }

  /** A builder without a model yet. */
  public static LlamaModelBuilder<LlamaStreamingChatModel> builder() {
    return new LlamaModelBuilder<>(LlamaStreamingChatModel::new);
  }

  @Override
  public void doChat(ChatRequest request, StreamingChatResponseHandler handler) {
    HandlerListener listener = new HandlerListener(handler, setup::response);
    try {
      listener.begin(setup.submit(request, listener));
    } catch (InvalidRequestException e) {
      Thread.startVirtualThread(() -> listener.onError(e));
    }
  }

  @Override
  public ChatRequestParameters defaultRequestParameters() {
    return setup.defaults();
  }

  @Override
  public List<ChatModelListener> listeners() {
    return setup.listeners();
  }

  @Override
  public Set<Capability> supportedCapabilities() {
    return Set.of(Capability.RESPONSE_FORMAT_JSON_SCHEMA);
  }
}
