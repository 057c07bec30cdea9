package org.llamajvm.cli.option;

import java.security.SecureRandom;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.llamajvm.engine.sampling.SamplingOptions;
import org.llamajvm.hub.find.StoredSettings;
import org.llamajvm.models.LanguageModel;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How tokens are chosen. What is not given is what the model's publisher recommends. */
public final class SamplingArguments {

  private static final int SEED_BITS = 32;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = {"--temp", "--temperature"},
      paramLabel = "T",
      description =
          "0 takes the most probable token each time, more is more varied. Default: what the"
              + " model's generation_config.json says, else 0; 1 if a filter below is given.")
  private Float temperature;

  @Option(
      names = "--top-k",
      paramLabel = "K",
      description = "Keep the K most probable tokens; 0 keeps all.")
  private Integer topK;

  @Option(
      names = "--top-p",
      paramLabel = "P",
      description = "Keep the most probable tokens up to a probability of P together; 1 keeps all.")
  private Float topP;

  @Option(
      names = "--min-p",
      paramLabel = "P",
      description = "Keep tokens with at least P times the highest probability; 0 keeps all.")
  private Float minP;

  @Option(
      names = {"--repeat-penalty", "--repetition-penalty"},
      paramLabel = "X",
      description = "Divide the logits of tokens seen lately; 1 is off.")
  private Float repeatPenalty;

  @Option(
      names = "--presence-penalty",
      paramLabel = "X",
      description = "Subtract from the logits of tokens seen lately; 0 is off.")
  private Float presencePenalty;

  @Option(
      names = "--frequency-penalty",
      paramLabel = "X",
      description = "Subtract for every time a token was seen lately; 0 is off.")
  private Float frequencyPenalty;

  @Option(
      names = {"--repeat-last-n", "--repetition-context-size"},
      paramLabel = "N",
      description = "How many tokens count as lately; -1 for all. Default: 64.")
  private Integer repeatLastN;

  @Option(
      names = {"-l", "--logit-bias"},
      paramLabel = "ID+X",
      converter = LogitBias.Converter.class,
      description =
          "Add X to the logit of token ID, as 15043+1.5 or 15043-1.5; 15043-inf bans it."
              + " May be given several times.")
  private List<LogitBias> logitBias = List.of();

  @Option(
      names = {"-s", "--seed"},
      paramLabel = "N",
      description = "Same seed, same text. Default: another one each time.")
  private Long seed;

  /** Picocli fills it. */
  public SamplingArguments() {}

  /**
   * The options for a model.
   *
   * @throws ParameterException if one is out of range
   */
  public SamplingOptions options(LanguageModel model) {
    return options(model, StoredSettings.NONE);
  }

  /**
   * The options for a model.
   *
   * @param stored counts more than what the publisher recommends, and less than an option
   * @throws ParameterException if one is out of range
   */
  public SamplingOptions options(LanguageModel model, StoredSettings stored) {
    Double storedSeed = stored.numbers().get("seed");
    long start =
        seed != null
            ? seed
            : storedSeed != null
                ? storedSeed.longValue()
                : new SecureRandom().nextLong() >>> SEED_BITS;
    SamplingOptions.Builder builder = model.recommendedSampling(start).toBuilder();
    apply(stored, builder);
    if (temperature != null) {
      builder.temperature(temperature);
    } else if (!stored.numbers().containsKey("temperature")
        && model.recommendedSampling(start).isGreedy()
        && (topK != null || topP != null || minP != null)) {
      builder.temperature(1);
    }
    set(topK, builder::topK);
    set(topP, value -> builder.topP(value));
    set(minP, value -> builder.minP(value));
    set(repeatPenalty, value -> builder.repeatPenalty(value));
    set(presencePenalty, value -> builder.presencePenalty(value));
    set(frequencyPenalty, value -> builder.frequencyPenalty(value));
    set(repeatLastN, builder::repeatLastN);
    Map<Integer, Float> biases = new HashMap<>();
    for (LogitBias bias : logitBias) {
      checkToken(bias.token(), model);
      biases.put(bias.token(), bias.bias());
    }
    try {
      return builder.logitBias(biases).build();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), e.getMessage(), e);
    }
  }

  /** The parameters by the names that ollama gives them. */
  private static void apply(StoredSettings stored, SamplingOptions.Builder builder) {
    stored
        .numbers()
        .forEach((name, value) -> {
          switch (name) {
            case "temperature" -> builder.temperature(value.floatValue());
            case "top_k" -> builder.topK(value.intValue());
            case "top_p" -> builder.topP(value.floatValue());
            case "min_p" -> builder.minP(value.floatValue());
            case "repeat_penalty" -> builder.repeatPenalty(value.floatValue());
            case "presence_penalty" -> builder.presencePenalty(value.floatValue());
            case "frequency_penalty" -> builder.frequencyPenalty(value.floatValue());
            case "repeat_last_n" -> builder.repeatLastN(value.intValue());
            default -> {} // of the context, or of ollama alone
          }
        });
  }

  private void checkToken(int token, LanguageModel model) {
    int size = model.config().vocabularySize();
    if (token >= size) {
      throw new ParameterException(
          command.commandLine(),
          "Logit bias for token %d, but the vocabulary has %d tokens".formatted(token, size));
    }
  }

  private static <T> void set(T value, java.util.function.Consumer<T> setter) {
    if (value != null) {
      setter.accept(value);
    }
  }
}
