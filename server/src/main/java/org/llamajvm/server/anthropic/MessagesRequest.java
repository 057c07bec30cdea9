package org.llamajvm.server.anthropic;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.llamajvm.format.ForeignText;
import org.llamajvm.format.JsonObject;
import org.llamajvm.format.ModelException;
import org.llamajvm.models.GenerateOptions;
import org.llamajvm.models.LanguageModel;
import org.llamajvm.models.constraint.Constraint;
import org.llamajvm.server.answer.Ask;
import org.llamajvm.server.answer.ChatPrompt;
import org.llamajvm.server.http.JsonBody;
import org.llamajvm.server.http.RequestFault;
import org.llamajvm.server.request.ConstraintFields;
import org.llamajvm.server.request.ContentParts;
import org.llamajvm.server.request.LimitFields;
import org.llamajvm.server.request.SamplingFields;
import org.llamajvm.tokenizer.chat.Message;

/**
 * The body of a request for a message.
 *
 * @param messages of the conversation, the system's first
 * @param options what to generate
 * @param stream whether to send the answer while it is made
 */
record MessagesRequest(List<Message> messages, GenerateOptions options, boolean stream) {

  private static final String FORMAT = "output_format";
  private static final String CONFIG = "output_config";

  static final Set<String> FIELDS =
      Set.of(
          "model",
          "messages",
          "system",
          "max_tokens",
          "stop_sequences",
          "stream",
          "temperature",
          "top_p",
          "top_k",
          "metadata",
          "tools",
          "tool_choice",
          "thinking",
          FORMAT,
          CONFIG,
          "service_tier");

  static MessagesRequest read(JsonObject body, LanguageModel model) throws ModelException {
    if (!body.has("max_tokens")) {
      throw body.wrong("max_tokens", "a whole number");
    }
    GenerateOptions options =
        GenerateOptions.defaults()
            .withSampling(SamplingFields.read(body, model))
            .withMaxTokens(LimitFields.maxTokens(body, OptionalInt.empty(), "max_tokens"))
            .withStop(LimitFields.stops(body, "stop_sequences"));
    return new MessagesRequest(
        messages(body),
        form(body).map(options::withConstraint).orElse(options),
        body.flag("stream", false));
  }

  /** Of the two members that name a form, the older one is that of the first version. */
  private static Optional<Constraint> form(JsonObject body) throws ModelException {
    if (body.has(CONFIG)) {
      JsonObject config = body.object(CONFIG);
      return ConstraintFields.format(config.optionalObject("format"), config.at("format"));
    }
    return ConstraintFields.format(body.optionalObject(FORMAT), FORMAT);
  }

  /** Reads {@code system} and {@code messages}. */
  static List<Message> messages(JsonObject body) throws ModelException {
    List<Message> messages = new ArrayList<>();
    String system = ContentParts.text(body, "system");
    if (!system.isEmpty()) {
      messages.add(Message.system(system));
    }
    for (JsonObject message : body.objects("messages")) {
      String role = message.text("role");
      switch (role) {
        case "system" -> messages.add(Message.system(ContentParts.text(message, "content")));
        case "user", "assistant" -> add(message, role, messages);
        default ->
            throw RequestFault.badValue(
                message.at("role"),
                "'%s' must be user or assistant, not '%s'"
                    .formatted(message.at("role"), ForeignText.part(role)));
      }
    }
    return messages;
  }

  /** Calls of tools and their results are messages of their own for templates. */
  private static void add(JsonObject message, String role, List<Message> messages)
      throws ModelException {
    if (!(message.value("content") instanceof List<?> blocks)) {
      messages.add(Message.of(role, ContentParts.text(message, "content")));
      return;
    }
    StringBuilder text = new StringBuilder();
    StringBuilder thinking = new StringBuilder();
    List<Object> calls = new ArrayList<>();
    for (int i = 0; i < blocks.size(); i++) {
      String at = "%s[%d]".formatted(message.at("content"), i);
      JsonObject block = JsonBody.object(at, blocks.get(i));
      switch (block.text("type")) {
        case "text" -> text.append(block.text("text"));
        case "thinking" -> thinking.append(block.text("thinking"));
        case "redacted_thinking" -> {} // belongs to answers of other models
        case "tool_use" -> calls.add(call(block));
        case "tool_result" -> messages.add(result(block));
        default ->
            throw RequestFault.unsupported(
                at, "'%s' is of a type that this server cannot read; text is".formatted(at));
      }
    }
    if (!text.isEmpty() || !calls.isEmpty()) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("content", text.toString());
      if (!calls.isEmpty()) {
        fields.put("tool_calls", calls);
      }
      if (!thinking.isEmpty()) {
        fields.put("reasoning_content", thinking.toString());
      }
      messages.add(new Message(role, fields));
    }
  }

  private static Map<String, Object> call(JsonObject block) throws ModelException {
    Optional<JsonObject> input = block.optionalObject("input");
    return Map.of(
        "id", block.text("id"),
        "type", "function",
        "function",
            Map.of(
                "name", block.text("name"),
                "arguments", input.map(JsonObject::toMap).orElse(Map.of())));
  }

  private static Message result(JsonObject block) throws ModelException {
    return Message.of("tool", ContentParts.text(block, "content"))
        .with("tool_call_id", block.text("tool_use_id"));
  }

  Ask ask(ChatPrompt.Ready prompt) {
    return new Ask(prompt.tokens(), prompt.apply(options), true, Optional.empty());
  }
}
