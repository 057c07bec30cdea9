package org.llamajvm.server.openai;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.llamajvm.format.JsonObject;
import org.llamajvm.format.ModelException;
import org.llamajvm.models.GenerateOptions;
import org.llamajvm.models.LanguageModel;
import org.llamajvm.server.answer.Ask;
import org.llamajvm.server.http.RequestFault;
import org.llamajvm.server.request.ConstraintFields;
import org.llamajvm.server.request.LimitFields;
import org.llamajvm.server.request.SamplingFields;

/**
 * The body of a request for a completion.
 *
 * @param prompts tokens of each
 * @param options what to generate
 * @param choices how many answers to each prompt
 * @param echo whether the prompt comes before its answer
 * @param stream whether to send the answer while it is made
 * @param includeUsage whether a stream ends with a count of tokens
 * @param limit the most time from the first token on
 */
record CompletionRequest(
    List<int[]> prompts,
    GenerateOptions options,
    int choices,
    boolean echo,
    boolean stream,
    boolean includeUsage,
    Optional<Duration> limit) {

  static final Set<String> FIELDS = fields();

  private static final int DEFAULT_MAX_TOKENS = 16; // as the protocol has it
  private static final int MOST_LOGPROBS = 20;
  private static final int MOST_ANSWERS = 32;

  private static Set<String> fields() {
    Set<String> fields =
        new HashSet<>(
            Set.of(
                "model",
                "prompt",
                "max_tokens",
                "max_completion_tokens",
                "n_predict",
                "stop",
                "n",
                "best_of",
                "echo",
                "suffix",
                "stream",
                "stream_options",
                "logprobs",
                "ignore_eos",
                "t_max_predict_ms"));
    fields.addAll(SamplingFields.NAMES);
    fields.addAll(ConstraintFields.NAMES);
    fields.addAll(CommonFields.WITHOUT_EFFECT);
    return Set.copyOf(fields);
  }

  static CompletionRequest read(JsonObject body, LanguageModel model) throws ModelException {
    int choices = CommonFields.choices(body);
    boolean echo = body.flag("echo", false);
    GenerateOptions options = ConstraintFields.read(body, options(body, model));
    refuseWhatIsNotDone(body, choices, echo, options);
    List<int[]> prompts = CompletionPrompts.read(body, model.tokenizer());
    if (prompts.size() * choices > MOST_ANSWERS) {
      throw RequestFault.badValue(
          "n", "'n' times the number of prompts must be %d or less".formatted(MOST_ANSWERS));
    }
    return new CompletionRequest(
        prompts,
        options,
        choices,
        echo,
        body.flag("stream", false),
        CommonFields.includeUsage(body),
        CommonFields.limit(body));
  }

  private static void refuseWhatIsNotDone(
      JsonObject body, int choices, boolean echo, GenerateOptions options) throws ModelException {
    if (!body.optionalText("suffix").orElse("").isEmpty()) {
      throw RequestFault.unsupported("suffix", "'suffix' is not supported: it needs another model");
    }
    int best = body.optionalInteger("best_of", 0, Integer.MAX_VALUE).orElse(choices);
    if (best != choices) {
      throw RequestFault.unsupported("best_of", "'best_of' must be the same as 'n'");
    }
    if (echo && options.logprobs().isPresent()) {
      throw RequestFault.unsupported(
          "echo", "'echo' with 'logprobs' is not supported: prompts have no log probabilities");
    }
  }

  private static GenerateOptions options(JsonObject body, LanguageModel model)
      throws ModelException {
    OptionalInt few = OptionalInt.of(DEFAULT_MAX_TOKENS);
    return GenerateOptions.defaults()
        .withSampling(SamplingFields.read(body, model))
        .withMaxTokens(
            LimitFields.maxTokens(body, few, "max_completion_tokens", "max_tokens", "n_predict"))
        .withStop(LimitFields.stops(body, "stop"))
        .withIgnoreEnd(body.flag("ignore_eos", false))
        .withLogprobs(body.optionalInteger("logprobs", 0, MOST_LOGPROBS));
  }

  /** What is to be generated: all answers to the first prompt, and so on. */
  List<Ask> asks() {
    List<Ask> asks = new ArrayList<>();
    for (int[] prompt : prompts) {
      asks.addAll(ChatRequest.asks(prompt, options, choices, false, limit));
    }
    return asks;
  }

  /** The prompt of an answer. */
  int[] promptOf(int answer) {
    return prompts.get(answer / choices);
  }
}
