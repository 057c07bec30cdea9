package org.llamajvm.server.openai;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.llamajvm.engine.sampling.SamplingOptions;
import org.llamajvm.format.JsonObject;
import org.llamajvm.format.ModelException;
import org.llamajvm.models.GenerateOptions;
import org.llamajvm.models.LanguageModel;
import org.llamajvm.server.answer.Ask;
import org.llamajvm.server.answer.ChatPrompt;
import org.llamajvm.server.http.RequestFault;
import org.llamajvm.server.request.ChatMessages;
import org.llamajvm.server.request.ConstraintFields;
import org.llamajvm.server.request.LimitFields;
import org.llamajvm.server.request.SamplingFields;
import org.llamajvm.tokenizer.chat.Message;

/**
 * The body of a request for a chat completion.
 *
 * @param messages of the conversation
 * @param variables for the chat template
 * @param options what to generate
 * @param choices how many answers
 * @param stream whether to send the answer while it is made
 * @param includeUsage whether a stream ends with a count of tokens
 * @param progress whether a stream tells how far the prompt is
 * @param limit the most time from the first token on
 */
record ChatRequest(
    List<Message> messages,
    Map<String, Object> variables,
    GenerateOptions options,
    int choices,
    boolean stream,
    boolean includeUsage,
    boolean progress,
    Optional<Duration> limit) {

  static final Set<String> FIELDS = fields();

  private static final int MOST_LOGPROBS = 20;

  private static Set<String> fields() {
    Set<String> fields =
        new HashSet<>(
            Set.of(
                "model",
                "messages",
                "max_tokens",
                "max_completion_tokens",
                "n_predict",
                "stop",
                "n",
                "stream",
                "stream_options",
                "logprobs",
                "top_logprobs",
                "tools",
                "tool_choice",
                "parallel_tool_calls",
                "functions",
                "function_call",
                "reasoning_effort",
                "chat_template",
                "chat_template_kwargs",
                "return_progress",
                "ignore_eos",
                "t_max_predict_ms"));
    fields.addAll(SamplingFields.NAMES);
    fields.addAll(ConstraintFields.NAMES);
    fields.addAll(CommonFields.WITHOUT_EFFECT);
    return Set.copyOf(fields);
  }

  static ChatRequest read(JsonObject body, LanguageModel model) throws ModelException {
    if (body.has("chat_template")) {
      throw RequestFault.unsupported(
          "chat_template", "A request cannot bring a chat template of its own");
    }
    if (body.value("modalities") instanceof List<?> kinds && kinds.contains("audio")) {
      throw RequestFault.unsupported("modalities", "Answers are text, not audio");
    }
    return new ChatRequest(
        ChatMessages.read(body),
        variables(body),
        ConstraintFields.read(body, options(body, SamplingFields.read(body, model))),
        CommonFields.choices(body),
        body.flag("stream", false),
        CommonFields.includeUsage(body),
        body.flag("return_progress", false),
        CommonFields.limit(body));
  }

  private static GenerateOptions options(JsonObject body, SamplingOptions sampling)
      throws ModelException {
    int top = body.optionalInteger("top_logprobs", 0, MOST_LOGPROBS).orElse(0);
    boolean logprobs = body.flag("logprobs", false);
    return GenerateOptions.defaults()
        .withSampling(sampling)
        .withMaxTokens(
            LimitFields.maxTokens(
                body, OptionalInt.empty(), "max_completion_tokens", "max_tokens", "n_predict"))
        .withStop(LimitFields.stops(body, "stop"))
        .withIgnoreEnd(body.flag("ignore_eos", false))
        .withLogprobs(logprobs ? OptionalInt.of(top) : OptionalInt.empty());
  }

  private static Map<String, Object> variables(JsonObject body) throws ModelException {
    Map<String, Object> variables = new LinkedHashMap<>();
    body.optionalText("reasoning_effort")
        .ifPresent(effort -> variables.put("reasoning_effort", effort));
    body.optionalObject("chat_template_kwargs").ifPresent(map -> variables.putAll(map.toMap()));
    return variables;
  }

  /** What is to be generated, once for each choice; each has another seed. */
  List<Ask> asks(ChatPrompt.Ready prompt) {
    return asks(prompt.tokens(), prompt.apply(options), choices, true, limit);
  }

  static List<Ask> asks(
      int[] prompt,
      GenerateOptions options,
      int choices,
      boolean turnEnds,
      Optional<Duration> limit) {
    List<Ask> asks = new ArrayList<>();
    for (int i = 0; i < choices; i++) {
      SamplingOptions sampling = options.sampling();
      SamplingOptions own = sampling.toBuilder().seed(sampling.seed() + i).build();
      asks.add(new Ask(prompt, options.withSampling(own), turnEnds, limit));
    }
    return asks;
  }
}
