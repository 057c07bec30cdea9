package org.llamajvm.langchain4j;

import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.service.common.AbstractAiServiceIT;
import java.util.List;
import org.junit.jupiter.api.extension.ExtendWith;

/** What LangChain4j's AI services ask of every chat model. */
@ExtendWith(KnowledgeCondition.class)
class LlamaAiServiceContractTest extends AbstractAiServiceIT {

  @Override
  protected List<ChatModel> models() {
    return List.of(
        LlamaChatModel.builder()
            .model(TestModel.MODEL)
            .defaultRequestParameters(TestModel.greedy())
            .build());
  }
}
