package org.llamajvm.langchain4j;

import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.response.ChatResponse;
import java.util.List;
import java.util.Set;
import org.llamajvm.models.GenerationListener;

/**
 * A chat model that runs in this program. Requests of several threads are answered in one batch. An
 * interruption of the thread that waits ends the answer early. Safe to share between threads.
 *
 * {@snippet :
 * try (LanguageModel model = LanguageModel.open(Path.of("wren"))) {
 *   ChatModel chat = LlamaChatModel.builder().model(model).build();
 *   System.out.println(chat.chat("What is 3 plus 4?"));
 * }
 * }
 */
public final class LlamaChatModel implements ChatModel {

  private final ChatSetup setup;

  private LlamaChatModel(ChatSetup setup) {
    this.setup = setup;
  }

  /** A builder without a model yet. */
  public static LlamaModelBuilder<LlamaChatModel> builder() {
    return new LlamaModelBuilder<>(LlamaChatModel::new);
  }

  @Override
  public ChatResponse doChat(ChatRequest request) {
    return setup.response(setup.submit(request, GenerationListener.NONE).await());
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
