package org.llamajvm.server.ollama;

import java.util.ArrayList;
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
import org.llamajvm.server.http.JsonBody;
import org.llamajvm.server.http.RequestFault;
import org.llamajvm.server.request.ConstraintFields;
import org.llamajvm.server.request.LimitFields;
import org.llamajvm.server.request.SamplingFields;
import org.llamajvm.tokenizer.chat.Message;

/**
 * The body of a request of either kind.
 *
 * @param options what to generate
 * @param stream whether to send the answer while it is made, which is so unless it is said
 */
record OllamaRequest(GenerateOptions options, boolean stream) {

  static final Set<String> FIELDS =
      Set.of(
          "model",
          "messages",
          "prompt",
          "system",
          "suffix",
          "images",
          "format",
          "template",
          "context",
          "raw",
          "stream",
          "think",
          "tools",
          "keep_alive",
          "options");

  static OllamaRequest read(JsonObject body, LanguageModel model) throws ModelException {
    for (String name : List.of("suffix", "template")) {
      if (!body.optionalText(name).orElse("").isEmpty()) {
        throw refused(name);
      }
    }
    for (String name : List.of("images", "context")) {
      if (body.value(name) instanceof List<?> list && !list.isEmpty()) {
        throw refused(name);
      }
    }
    Optional<Constraint> constraint = ConstraintFields.ollama(body.value("format"));
    JsonObject options = body.optionalObject("options").orElseGet(() -> empty());
    GenerateOptions generate =
        GenerateOptions.defaults()
            .withSampling(SamplingFields.read(options, model))
            .withMaxTokens(maxTokens(options))
            .withStop(LimitFields.stops(options, "stop"));
    return new OllamaRequest(
        constraint.map(generate::withConstraint).orElse(generate), body.flag("stream", true));
  }

  private static RequestFault refused(String name) {
    return RequestFault.unsupported(name, "'%s' is not supported".formatted(name));
  }

  private static JsonObject empty() {
    try {
      return JsonBody.object("options", Map.of());
    } catch (ModelException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Here -1 is for no limit, and -2 for what the context holds, which is the same. */
  private static OptionalInt maxTokens(JsonObject options) throws ModelException {
    return Integer.valueOf(-2).equals(options.value("num_predict"))
        ? OptionalInt.empty()
        : LimitFields.maxTokens(options, OptionalInt.empty(), "num_predict");
  }

  Ask ask(int[] prompt) {
    return new Ask(prompt, options, false, Optional.empty());
  }

  Ask ask(ChatPrompt.Ready prompt) {
    return new Ask(prompt.tokens(), prompt.apply(options), true, Optional.empty());
  }

  /** The conversation that a text is: what the system says, and the text. */
  static List<Message> conversation(JsonObject body, String prompt) throws ModelException {
    List<Message> messages = new ArrayList<>();
    body.optionalText("system")
        .filter(system -> !system.isEmpty())
        .ifPresent(system -> messages.add(Message.system(system)));
    messages.add(Message.user(prompt));
    return messages;
  }
}
