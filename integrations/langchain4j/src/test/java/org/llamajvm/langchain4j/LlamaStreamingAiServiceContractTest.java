package org.llamajvm.langchain4j;

import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.service.common.AbstractStreamingAiServiceIT;
import java.util.List;
import org.junit.jupiter.api.extension.ExtendWith;

/** What LangChain4j's streaming AI services ask of every streaming chat model. */
@ExtendWith(KnowledgeCondition.class)
class LlamaStreamingAiServiceContractTest extends AbstractStreamingAiServiceIT {

  @Override
  protected List<StreamingChatModel> models() {
    return List.of(
        LlamaStreamingChatModel.builder()
            .model(TestModel.MODEL)
            .defaultRequestParameters(TestModel.greedy())
            .build());
  }
}
