package org.llamajvm.langchain4j;

import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.common.AbstractStreamingChatModelListenerIT;
import dev.langchain4j.model.chat.listener.ChatModelListener;

/** What LangChain4j asks of the listeners of every streaming chat model. */
class LlamaStreamingChatModelListenerTest extends AbstractStreamingChatModelListenerIT {

  @Override
  protected StreamingChatModel createModel(ChatModelListener listener) {
    return create(temperature(), listener);
  }

  private StreamingChatModel create(double temperature, ChatModelListener listener) {
    return LlamaStreamingChatModel.builder()
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
  protected StreamingChatModel createFailingModel(ChatModelListener listener) {
    return create(-1, listener);
  }

  @Override
  protected Class<? extends Exception> expectedExceptionClass() {
    return InvalidRequestException.class;
  }
}
