package org.llamajvm.langchain4j;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.Content;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.UnsupportedFeatureException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import org.llamajvm.models.tool.ToolCall;
import org.llamajvm.models.tool.ToolMessages;
import org.llamajvm.tokenizer.chat.Message;

/** LangChain4j's messages as those of the engine. */
final class MessageMapper {

  private static final String NO_ARGUMENTS = "{}";

  private MessageMapper() {}

  /**
   * The messages in their order.
   *
   * @throws UnsupportedFeatureException if one has content that is no text
   */
  static List<Message> messages(List<ChatMessage> messages) {
    return messages.stream().map(MessageMapper::message).toList();
  }

  static Message message(ChatMessage message) {
    return switch (message) {
      case SystemMessage system -> Message.system(system.text());
      case UserMessage user -> user(user);
      case AiMessage ai -> answer(ai);
      case ToolExecutionResultMessage result -> result(result);
      default ->
          throw unsupported("messages of type " + message.type().name().toLowerCase(Locale.ROOT));
    };
  }

  private static Message answer(AiMessage message) {
    List<ToolCall> calls =
        message.toolExecutionRequests().stream()
            .map(call -> new ToolCall(id(call.id()), call.name(), arguments(call.arguments())))
            .toList();
    return ToolMessages.answer(
        Objects.requireNonNullElse(message.text(), ""),
        Objects.requireNonNullElse(message.thinking(), ""),
        calls);
  }

  private static Message result(ToolExecutionResultMessage message) {
    ToolCall call = new ToolCall(id(message.id()), message.toolName(), NO_ARGUMENTS);
    return ToolMessages.result(
        call,
        message.contents().stream().map(MessageMapper::text).collect(Collectors.joining("\n")));
  }

  private static String id(String id) {
    return Objects.requireNonNullElse(id, "");
  }

  private static String arguments(String arguments) {
    return arguments == null || arguments.isBlank() ? NO_ARGUMENTS : arguments;
  }

  private static Message user(UserMessage message) {
    String text =
        message.contents().stream().map(MessageMapper::text).collect(Collectors.joining("\n"));
    Message user = Message.user(text);
    return message.name() == null ? user : user.with("name", message.name());
  }

  private static String text(Content content) {
    if (content instanceof TextContent text) {
      return text.text();
    }
    throw unsupported("content of type " + content.type().name().toLowerCase(Locale.ROOT));
  }

  static UnsupportedFeatureException unsupported(String what) {
    return new UnsupportedFeatureException("llama-jvm does not support " + what);
  }
}
