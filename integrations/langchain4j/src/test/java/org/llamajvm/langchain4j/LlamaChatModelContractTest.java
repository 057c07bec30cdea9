package org.llamajvm.langchain4j;

import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.common.AbstractChatModelIT;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import java.util.List;
import org.junit.jupiter.api.extension.ExtendWith;

/** What LangChain4j asks of every chat model. */
@ExtendWith(KnowledgeCondition.class)
class LlamaChatModelContractTest extends AbstractChatModelIT {

  @Override
  protected List<ChatModel> models() {
    return List.of(createModelWith(TestModel.greedy()));
  }

  @Override
  protected ChatModel createModelWith(ChatRequestParameters parameters) {
    return LlamaChatModel.builder()
        .model(TestModel.MODEL)
        .defaultRequestParameters(TestModel.greedy(parameters))
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
