package org.llamajvm.server.openai;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.llamajvm.engine.generate.Timings;
import org.llamajvm.models.Generation;
import org.llamajvm.server.http.JsonMap;

/** Counts of tokens, and times. */
public final class UsageJson {

  private static final double NANOS_A_MILLI = 1e6;

  private UsageJson() {}

  /**
   * The tokens of some answers.
   *
   * @param prompts of how many different prompts the answers are: first all answers to the first
   *     one, and so on
   */
  static Map<String, Object> of(List<Generation> answers, int prompts) {
    int each = answers.size() / prompts;
    int prompt = 0;
    int cached = 0;
    int completion = 0;
    int thinking = 0;
    for (int i = 0; i < answers.size(); i++) {
      Generation.Usage usage = answers.get(i).usage();
      completion += usage.completionTokens();
      thinking += usage.thinkingTokens();
      if (i % each == 0) {
        prompt += usage.promptTokens();
        cached += usage.cachedTokens();
      }
    }
    return JsonMap.of(
        "prompt_tokens",
        prompt,
        "completion_tokens",
        completion,
        "total_tokens",
        prompt + completion,
        "prompt_tokens_details",
        JsonMap.of("cached_tokens", cached),
        "completion_tokens_details",
        JsonMap.of("reasoning_tokens", thinking));
  }

  /** The times of an answer, as llama.cpp tells them. */
  public static Map<String, Object> timings(Generation answer) {
    Timings timings = answer.timings();
    return JsonMap.of(
        "cache_n", answer.usage().cachedTokens(),
        "prompt_n", timings.promptTokens(),
        "prompt_ms", millis(timings.prompt()),
        "prompt_per_second", timings.promptRate(),
        "predicted_n", timings.generatedTokens(),
        "predicted_ms", millis(timings.generation()),
        "predicted_per_second", timings.generationRate());
  }

  private static double millis(Duration time) {
    return time.toNanos() / NANOS_A_MILLI;
  }
}
