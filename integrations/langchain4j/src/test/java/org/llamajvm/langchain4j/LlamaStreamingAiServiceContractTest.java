package org.llamajvm.langchain4j;

import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.service.common.AbstractStreamingAiServiceIT;
import java.util.List;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What LangChain4j's streaming AI services ask of every streaming chat model. */
class LlamaStreamingAiServiceContractTest extends AbstractStreamingAiServiceIT {

  @Override
  protected List<StreamingChatModel> models() {
    return List.of(
        LlamaStreamingChatModel.builder()
            .model(TestModel.MODEL)
            .defaultRequestParameters(TestModel.greedy())
            .build());
  }

  @Override
  @ParameterizedTest
  @MethodSource("models")
  @EnabledIfEnvironmentVariable(named = TestModel.VARIABLE, matches = ".+")
  protected void should_execute_tool_without_arguments(StreamingChatModel model) throws Exception {
    super.should_execute_tool_without_arguments(model);
  }

  @Override
  @ParameterizedTest
  @MethodSource("models")
  @EnabledIfEnvironmentVariable(named = TestModel.VARIABLE, matches = ".+")
  protected void should_keep_memory_consistent_when_streaming_using_immediate_tool(
      StreamingChatModel model) {
    super.should_keep_memory_consistent_when_streaming_using_immediate_tool(model);
  }
}
