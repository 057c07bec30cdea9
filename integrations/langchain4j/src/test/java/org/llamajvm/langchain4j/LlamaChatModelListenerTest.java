package org.llamajvm.langchain4j;

import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.common.AbstractChatModelListenerIT;
import dev.langchain4j.model.chat.listener.ChatModelListener;

/** What LangChain4j asks of the listeners of every chat model. */
class LlamaChatModelListenerTest extends AbstractChatModelListenerIT {

  @Override
  protected ChatModel createModel(ChatModelListener listener) {
    return create(temperature(), listener);
  }

  private ChatModel create(double temperature, ChatModelListener listener) {
    return LlamaChatModel.builder()
        .model(TestModel.MODEL)
        .modelName(modelName())
        .defaultRequestParameters(
            LlamaChatRequestParameters.builder()
                .temperature(temperature)
                .topP(topP())
                .maxOutputTokens(maxTokens())
                .build())
        .listeners(listener)
        .build();
  }

  @Override
  protected String modelName() {
    return "the-model";
  }

  @Override
  protected ChatModel createFailingModel(ChatModelListener listener) {
    return create(-1, listener);
  }

  @Override
  protected Class<? extends Exception> expectedExceptionClass() {
    return InvalidRequestException.class;
  }
}
