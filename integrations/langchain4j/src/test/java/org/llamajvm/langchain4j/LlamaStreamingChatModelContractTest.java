package org.llamajvm.langchain4j;

import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.common.AbstractStreamingChatModelIT;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import java.util.List;
import org.junit.jupiter.api.extension.ExtendWith;

/** What LangChain4j asks of every streaming chat model. */
@ExtendWith(KnowledgeCondition.class)
class LlamaStreamingChatModelContractTest extends AbstractStreamingChatModelIT {

  @Override
  protected List<StreamingChatModel> models() {
    return List.of(createModelWith(TestModel.greedy()));
  }

  @Override
  protected StreamingChatModel createModelWith(ChatRequestParameters parameters) {
    return LlamaStreamingChatModel.builder()
        .model(TestModel.MODEL)
        .defaultRequestParameters(TestModel.greedy(parameters))
        .build();
  }

  @Override
  public StreamingChatModel createModelWith(ChatModelListener listener) {
    return LlamaStreamingChatModel.builder()
        .model(TestModel.MODEL)
        .defaultRequestParameters(TestModel.greedy())
        .listeners(listener)
        .build();
  }

  @Override
  protected ChatRequestParameters createIntegrationSpecificParameters(int maxOutputTokens) {
    return LlamaChatRequestParameters.builder().maxOutputTokens(maxOutputTokens).build();
  }

  @Override
  protected boolean supportsModelNameParameter() {
    return false; // there is one model, and it has one name
  }

  @Override
  protected boolean supportsSingleImageInputAsBase64EncodedString() {
    return false;
  }

  @Override
  protected boolean supportsMultipleImageInputsAsBase64EncodedStrings() {
    return false;
  }

  @Override
  protected boolean supportsSingleImageInputAsPublicURL() {
    return false;
  }

  @Override
  protected boolean supportsMultipleImageInputsAsPublicURLs() {
    return false;
  }
}
