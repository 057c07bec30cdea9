package org.llamajvm.server.openai;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.llamajvm.format.JsonObject;
import org.llamajvm.format.ModelException;
import org.llamajvm.models.GenerateOptions;
import org.llamajvm.models.LanguageModel;
import org.llamajvm.models.constraint.Constraint;
import org.llamajvm.server.answer.Ask;
import org.llamajvm.server.answer.ChatPrompt;
import org.llamajvm.server.http.RequestFault;
import org.llamajvm.server.request.ConstraintFields;
import org.llamajvm.server.request.LimitFields;
import org.llamajvm.server.request.SamplingFields;
import org.llamajvm.tokenizer.chat.Message;

/**
 * The body of a request for a response.
 *
 * @param messages of the conversation
 * @param variables for the chat template
 * @param instructions what the system says, or null
 * @param format of the text, as it was asked for
 * @param options what to generate
 * @param stream whether to send the answer while it is made
 */
record ResponsesRequest(
    List<Message> messages,
    Map<String, Object> variables,
    String instructions,
    Map<String, Object> format,
    GenerateOptions options,
    boolean stream) {

  static final Set<String> FIELDS = fields();

  private static Set<String> fields() {
    Set<String> fields =
        new HashSet<>(
            Set.of(
                "model",
                "input",
                "instructions",
                "max_output_tokens",
                "stream",
                "stream_options",
                "text",
                "tools",
                "tool_choice",
                "parallel_tool_calls",
                "previous_response_id",
                "conversation",
                "background",
                "prompt",
                "include",
                "reasoning",
                "truncation",
                "max_tool_calls",
                "top_logprobs"));
    fields.addAll(SamplingFields.NAMES);
    fields.addAll(CommonFields.WITHOUT_EFFECT);
    return Set.copyOf(fields);
  }

  static ResponsesRequest read(JsonObject body, LanguageModel model) throws ModelException {
    for (String name : List.of("previous_response_id", "conversation", "prompt")) {
      if (body.has(name)) {
        throw RequestFault.unsupported(
            name, "'%s' is not supported: this server keeps nothing".formatted(name));
      }
    }
    if (body.flag("background", false)) {
      throw RequestFault.unsupported("background", "'background' is not supported");
    }
    Optional<JsonObject> text = body.optionalObject("text");
    Optional<JsonObject> format =
        text.isPresent() ? text.get().optionalObject("format") : Optional.empty();
    Optional<Constraint> constraint = ConstraintFields.format(format, "text.format");
    GenerateOptions options =
        GenerateOptions.defaults()
            .withSampling(SamplingFields.read(body, model))
            .withMaxTokens(LimitFields.maxTokens(body, OptionalInt.empty(), "max_output_tokens"));
    return new ResponsesRequest(
        ResponsesInput.read(body),
        variables(body),
        body.optionalText("instructions").orElse(null),
        format.map(JsonObject::toMap).orElseGet(() -> Map.of("type", "text")),
        constraint.map(options::withConstraint).orElse(options),
        body.flag("stream", false));
  }

  private static Map<String, Object> variables(JsonObject body) throws ModelException {
    Optional<JsonObject> reasoning = body.optionalObject("reasoning");
    return reasoning.isPresent() && reasoning.get().has("effort")
        ? Map.of("reasoning_effort", reasoning.get().text("effort"))
        : Map.of();
  }

  Ask ask(ChatPrompt.Ready prompt) {
    return new Ask(prompt.tokens(), prompt.apply(options), true, Optional.empty());
  }
}
