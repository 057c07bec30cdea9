package org.llamajvm.cli.chat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.llamajvm.cli.option.LogitBias;
import org.llamajvm.cli.option.MaxTokens;
import org.llamajvm.engine.sampling.SamplingOptions;
import org.llamajvm.models.GenerateOptions;

/** What can be changed during a conversation. */
public final class Settings {

  private static final String ANSWERS = "answers";
  private static final String SEED = "seed";
  private static final String TIMING = "timing";
  private static final String WORD_WRAP = "wordwrap";
  private static final String HIDE_THINKING = "hide_thinking";

  /** What concerns the one who watches, and not the answers. */
  private static final Set<String> OF_THE_DISPLAY = Set.of(TIMING, WORD_WRAP, HIDE_THINKING);

  /** Names of other programs. */
  private static final Map<String, String> ALIASES =
      Map.of(
          "num_predict",
          "max_tokens",
          "temp",
          "temperature",
          "repetition_penalty",
          "repeat_penalty");

  private static final Set<String> NAMES =
      Set.of(
          "temperature",
          "top_k",
          "top_p",
          "min_p",
          "repeat_penalty",
          "presence_penalty",
          "frequency_penalty",
          "repeat_last_n",
          "logit_bias",
          SEED,
          "max_tokens",
          "stop",
          TIMING,
          WORD_WRAP,
          HIDE_THINKING);

  private final int vocabularySize;
  private GenerateOptions options;
  private boolean timing;
  private boolean wordWrap = true;
  private boolean hideThinking;

  /** Answers made so far: each gets a seed of its own. */
  private long answers;

  /**
   * Begins with what the command line says.
   *
   * @param timing whether to print a line of figures after each answer
   * @param vocabularySize tokens that may have a logit bias
   */
  public Settings(GenerateOptions options, boolean timing, int vocabularySize) {
    this.options = options;
    this.timing = timing;
    this.vocabularySize = vocabularySize;
  }

  boolean timing() {
    return timing;
  }

  boolean wordWrap() {
    return wordWrap;
  }

  /** Whether what a model thinks before it answers is not shown. */
  boolean hidesThinking() {
    return hideThinking;
  }

  /** Shows what a model thinks before it answers, or not. */
  public void setHideThinking(boolean value) {
    hideThinking = value;
  }

  /** The options of the next answer: every answer has another seed, that follows from the first. */
  GenerateOptions nextOptions() {
    SamplingOptions sampling = options.sampling();
    return options.withSampling(sampling.toBuilder().seed(sampling.seed() + answers++).build());
  }

  /** The names that can be set. */
  public static Set<String> names() {
    return NAMES;
  }

  /**
   * The name of a setting, which may be called by a name of another program's.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  String name(String name) {
    String key = ALIASES.getOrDefault(name, name);
    if (!values().containsKey(key)) {
      throw unknown(name);
    }
    return key;
  }

  /**
   * The value of a setting.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  String value(String name) {
    return values().get(name(name));
  }

  private IllegalArgumentException unknown(String name) {
    return new IllegalArgumentException(
        "No setting '%s'; there are %s".formatted(name, String.join(", ", values().keySet())));
  }

  /**
   * Changes a setting. An empty text in quotes is no stop string and no bias: it clears a list.
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
        case "logit_bias" -> sampling.logitBias(logitBias(value));
        case SEED -> {
          sampling.seed(Long.parseLong(value));
          answers = 0;
        }
        case "max_tokens" -> options = options.withMaxTokens(MaxTokens.of(Integer.parseInt(value)));
        case "stop" -> options = options.withStop(texts(value));
        case TIMING -> timing = isOn(key, value);
        case WORD_WRAP -> wordWrap = isOn(key, value);
        case HIDE_THINKING -> hideThinking = isOn(key, value);
        case ANSWERS -> answers = Long.parseLong(value);
        case "context", "num_ctx" ->
            throw new IllegalArgumentException(
                "The context is chosen at the start: llama chat --context " + value);
        default -> throw unknown(name);
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "Setting %s takes a number, not '%s'".formatted(name, value), e);
    }
    options = options.withSampling(sampling.build());
  }

  private static List<String> texts(String line) {
    return TextList.parse(line).stream().filter(text -> !text.isEmpty()).toList();
  }

  private Map<Integer, Float> logitBias(String line) {
    Map<Integer, Float> biases = new HashMap<>();
    for (String text : texts(line)) {
      LogitBias bias = LogitBias.parse(text);
      if (bias.token() >= vocabularySize) {
        throw new IllegalArgumentException(
            "Logit bias for token %d, but the vocabulary has %d tokens"
                .formatted(bias.token(), vocabularySize));
      }
      biases.put(bias.token(), bias.bias());
    }
    return biases;
  }

  private static boolean isOn(String name, String value) {
    return switch (value) {
      case "on", "true", "1" -> true;
      case "off", "false", "0" -> false;
      default ->
          throw new IllegalArgumentException(
              "Setting %s takes on or off, not '%s'".formatted(name, value));
    };
  }

  /** Every setting by name, in order. */
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
    values.put("logit_bias", text(sampling.logitBias()));
    values.put(SEED, String.valueOf(sampling.seed()));
    values.put("max_tokens", String.valueOf(MaxTokens.number(options.maxTokens())));
    values.put("stop", TextList.line(options.stop()));
    values.put(TIMING, timing ? "on" : "off");
    values.put(WORD_WRAP, wordWrap ? "on" : "off");
    values.put(HIDE_THINKING, hideThinking ? "on" : "off");
    return values;
  }

  private static String text(Map<Integer, Float> biases) {
    return new TreeMap<>(biases)
        .entrySet().stream()
            .map(entry -> new LogitBias(entry.getKey(), entry.getValue()).toString())
            .collect(Collectors.joining(" "));
  }

  /** Every setting that shapes answers, and how many answers were made, for a file. */
  public Map<String, String> saved() {
    Map<String, String> saved = new TreeMap<>(values());
    saved.keySet().removeAll(OF_THE_DISPLAY);
    saved.put(ANSWERS, String.valueOf(answers));
    return saved;
  }

  /**
   * Takes settings from a file; all or none.
   *
   * @param saved what {@link #saved} gave
   * @param kept names whose values stay as they are
   * @throws IllegalArgumentException if one is none, or does not take its value
   */
  void restore(Map<String, String> saved, Set<String> kept) {
    Settings restored = new Settings(options, timing, vocabularySize);
    saved.forEach((name, value) -> {
      if (!name.equals(ANSWERS) && !kept.contains(name)) {
        restored.set(name, value);
      }
    });
    if (saved.containsKey(ANSWERS) && !kept.contains(SEED)) { // setting the seed begins anew
      restored.set(ANSWERS, saved.get(ANSWERS));
    }
    options = restored.options;
    answers = restored.answers;
  }
}
