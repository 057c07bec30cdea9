package org.llamajvm.langchain4j;

import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.llamajvm.models.LanguageModel;

/**
 * Collects what a chat model of either kind needs. For one thread.
 *
 * @param <M> the kind
 */
public final class LlamaModelBuilder<M> {

  private final Function<ChatSetup, M> constructor;
  private LanguageModel model;
  private String modelName;
  private LlamaChatRequestParameters parameters = LlamaChatRequestParameters.builder().build();
  private List<ChatModelListener> listeners = List.of();

  LlamaModelBuilder(Function<ChatSetup, M> constructor) {
    this.constructor = constructor;
  }

  /**
   * What answers; borrowed: whoever opened it closes it. Any number of chat models may share it.
   */
  public LlamaModelBuilder<M> model(LanguageModel value) {
    model = value;
    return this;
  }

  /** How the model is called in answers and by requests; its file's name unless it is said. */
  public LlamaModelBuilder<M> modelName(String value) {
    modelName = value;
    return this;
  }

  /** What counts where a request says nothing. */
  public LlamaModelBuilder<M> defaultRequestParameters(ChatRequestParameters value) {
    parameters = LlamaChatRequestParameters.of(value);
    return this;
  }

  /** Who hears of requests and answers. */
  public LlamaModelBuilder<M> listeners(List<ChatModelListener> value) {
    listeners = List.copyOf(value);
    return this;
  }

  /** Who hears of requests and answers. */
  public LlamaModelBuilder<M> listeners(ChatModelListener... value) {
    return listeners(List.of(value));
  }

  /**
   * The chat model.
   *
   * @throws NullPointerException if there is no model
   * @throws dev.langchain4j.exception.UnsupportedFeatureException if the default parameters ask for
   *     what cannot be done
   */
  public M build() {
    Objects.requireNonNull(model, "A chat model needs a model: call model(...)");
    Path file = model.path().toAbsolutePath().normalize().getFileName();
    String name = modelName == null ? String.valueOf(file) : modelName;
    RequestMapper requests = new RequestMapper(name);
    requests.check(parameters);
    LlamaChatRequestParameters defaults =
        LlamaChatRequestParameters.builder().overrideWith(parameters).modelName(name).build();
    return constructor.apply(new ChatSetup(model, defaults, listeners, requests));
  }
}
