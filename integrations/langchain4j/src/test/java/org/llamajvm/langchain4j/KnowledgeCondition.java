package org.llamajvm.langchain4j;

import java.util.Set;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Leaves out those of LangChain4j's tests that ask for what the model in the box was not taught,
 * unless another model is named.
 */
final class KnowledgeCondition implements ExecutionCondition {

  private static final Set<String> NEED_KNOWLEDGE =
      Set.of(
          "should_respect_system_message",
          "should_respect_multiple_messages",
          "should_respect_stopSequences_in_chat_request",
          "should_respect_stopSequences_in_default_model_parameters",
          "should_respect_JSON_response_format",
          "should_respect_JSON_response_format_with_schema",
          "should_respect_JsonRawSchema_responseFormat",
          "should_execute_a_tool_then_answer_respecting_JSON_response_format_with_schema",
          "should_execute_tool_then_return_structured_output",
          "should_execute_a_tool_then_answer",
          "should_execute_a_tool_without_arguments_then_answer",
          "should_execute_multiple_tools_in_parallel_then_answer",
          "should_force_LLM_to_execute_any_tool",
          "should_force_LLM_to_execute_specific_tool",
          "should_execute_tool_without_arguments",
          "should_keep_memory_consistent_when_streaming_using_immediate_tool");

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    String name = context.getTestMethod().map(method -> method.getName()).orElse("");
    boolean runs = !NEED_KNOWLEDGE.contains(name) || System.getenv(TestModel.VARIABLE) != null;
    return runs
        ? ConditionEvaluationResult.enabled("The model is good enough")
        : ConditionEvaluationResult.disabled(
            "The model knows too little, see " + TestModel.VARIABLE);
  }
}
