package org.llamajvm.langchain4j;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.internal.JsonSchemaElementUtils;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.llamajvm.models.tool.Tool;
import org.llamajvm.models.tool.ToolCall;
import org.llamajvm.models.tool.ToolChoice;
import org.llamajvm.models.tool.ToolOffer;

/** LangChain4j's tools as those of the engine, and calls the other way. */
final class ToolMapper {

  private static final String NO_PARAMETERS = "";

  private ToolMapper() {}

  /** The tools that a request offers. */
  static ToolOffer offer(ChatRequestParameters parameters) {
    List<Tool> tools = parameters.toolSpecifications().stream().map(ToolMapper::tool).toList();
    return new ToolOffer(tools, choice(parameters), true);
  }

  private static ToolChoice choice(ChatRequestParameters parameters) {
    return switch (parameters.toolChoice()) {
      case REQUIRED -> ToolChoice.REQUIRED;
      case NONE -> ToolChoice.NONE;
      case AUTO -> ToolChoice.AUTO;
      case null -> ToolChoice.AUTO;
    };
  }

  private static Tool tool(ToolSpecification specification) {
    String description = Objects.requireNonNullElse(specification.description(), "");
    Tool tool = Tool.of(specification.name(), description, NO_PARAMETERS);
    if (specification.parameters() == null) {
      return tool;
    }
    Map<String, Object> schema = JsonSchemaElementUtils.toMap(specification.parameters());
    return tool.withParameters(schema);
  }

  /** A call that the model wants. */
  static ToolExecutionRequest request(ToolCall call) {
    return ToolExecutionRequest.builder()
        .id(call.id())
        .name(call.name())
        .arguments(call.arguments())
        .build();
  }
}
