package org.llamajvm.cli.chat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.llamajvm.engine.sampling.SamplingOptions;
import org.llamajvm.models.GenerateOptions;

/** What can be changed during a conversation. */
public final class Settings {

  private static final String ANSWERS = "answers";
  private static final String TIMING = "timing";

  /** Names of other programs. */
  private static final Map<String, String> ALIASES =
      Map.of(
          "num_predict",
          "max_tokens",
          "temp",
          "temperature",
          "repetition_penalty",
          "repeat_penalty");

  private GenerateOptions options;
  private boolean timing;

  /** Answers made so far: each gets a seed of its own. */
  private long answers;

  /**
   * Begins with what the command line says.
   *
   * @param timing whether to print a line of figures after each answer
   */
  public Settings(GenerateOptions options, boolean timing) {
    this.options = options;
    this.timing = timing;
  }

  boolean timing() {
    return timing;
  }

  /** The options of the next answer: every answer has another seed, that follows from the first. */
  GenerateOptions nextOptions() {
    SamplingOptions sampling = options.sampling();
    return options.withSampling(sampling.toBuilder().seed(sampling.seed() + answers++).build());
  }

  /** The names that can be set. */
  static Set<String> names() {
    return Set.of(
        "temperature",
        "top_k",
        "top_p",
        "min_p",
        "repeat_penalty",
        "presence_penalty",
        "frequency_penalty",
        "repeat_last_n",
        "seed",
        "max_tokens",
        "stop",
        TIMING);
  }

  /**
   * Changes a setting.
   *
   * @throws IllegalArgumentException if there is none of that name, or it does not take the value
   */
  void set(String name, String value) {
    String key = ALIASES.getOrDefault(name, name);
    SamplingOptions.Builder sampling = options.sampling().toBuilder();
    try {
      switch (key) {
        case "temperature" -> sampling.temperature(Float.parseFloat(value));
        case "top_k" -> sampling.topK(Integer.parseInt(value));
        case "top_p" -> sampling.topP(Float.parseFloat(value));
        case "min_p" -> sampling.minP(Float.parseFloat(value));
        case "repeat_penalty" -> sampling.repeatPenalty(Float.parseFloat(value));
        case "presence_penalty" -> sampling.presencePenalty(Float.parseFloat(value));
        case "frequency_penalty" -> sampling.frequencyPenalty(Float.parseFloat(value));
        case "repeat_last_n" -> sampling.repeatLastN(Integer.parseInt(value));
        case "seed" -> {
          sampling.seed(Long.parseLong(value));
          answers = 0;
        }
        case "max_tokens" -> options = options.withMaxTokens(Integer.parseInt(value));
        case "stop" -> options = options.withStop(value.isEmpty() ? List.of() : List.of(value));
        case TIMING -> timing = isOn(value);
        case ANSWERS -> answers = Long.parseLong(value);
        default ->
            throw new IllegalArgumentException(
                "No setting '%s'; there are %s"
                    .formatted(name, String.join(", ", new TreeMap<>(values()).keySet())));
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "Setting %s takes a number, not '%s'".formatted(name, value), e);
    }
    options = options.withSampling(sampling.build());
  }

  private static boolean isOn(String value) {
    return switch (value) {
      case "on", "true", "1" -> true;
      case "off", "false", "0" -> false;
      default ->
          throw new IllegalArgumentException("Setting timing takes on or off, not '" + value + "'");
    };
  }

  /** Every setting by name. */
  Map<String, String> values() {
    SamplingOptions sampling = options.sampling();
    Map<String, String> values = new TreeMap<>();
    values.put("temperature", String.valueOf(sampling.temperature()));
    values.put("top_k", String.valueOf(sampling.topK()));
    values.put("top_p", String.valueOf(sampling.topP()));
    values.put("min_p", String.valueOf(sampling.minP()));
    values.put("repeat_penalty", String.valueOf(sampling.repeatPenalty()));
    values.put("presence_penalty", String.valueOf(sampling.presencePenalty()));
    values.put("frequency_penalty", String.valueOf(sampling.frequencyPenalty()));
    values.put("repeat_last_n", String.valueOf(sampling.repeatLastN()));
    values.put("seed", String.valueOf(sampling.seed()));
    values.put("max_tokens", String.valueOf(options.maxTokens()));
    values.put("stop", options.stop().isEmpty() ? "" : options.stop().getFirst());
    values.put(TIMING, timing ? "on" : "off");
    return values;
  }

  /** Every setting that shapes answers, and how many answers were made, for a file. */
  Map<String, String> saved() {
    Map<String, String> saved = new TreeMap<>(values());
    saved.remove(TIMING);
    saved.put(ANSWERS, String.valueOf(answers));
    return saved;
  }
}
