package org.llamajvm.engine.sampling;

import java.util.Map;
import java.util.Objects;

/**
 * How a token is chosen from its logits. The steps run in this order, which is llama.cpp's: logit
 * bias, penalties, top-k, top-p, min-p, temperature, draw.
 *
 * @param temperature divides the logits before the draw; 0 takes the most probable token
 * @param topK how many of the most probable tokens are kept; 0 keeps all
 * @param topP probability that the kept tokens reach together; 1 keeps all
 * @param minP least probability of a kept token, as a part of the highest one; 0 keeps all
 * @param repeatPenalty divides positive and multiplies other logits of tokens seen lately; 1 is off
 * @param presencePenalty subtracted from the logit of a token seen lately; 0 is off
 * @param frequencyPenalty subtracted once for every time a token was seen lately; 0 is off
 * @param repeatLastN how many tokens count as lately, prompt included; 0 for none, -1 for all
 * @param logitBias what is added to the logit of a token, by token id; negative infinity bans it
 * @param seed where the random numbers start
 */
public record SamplingOptions(
    float temperature,
    int topK,
    float topP,
    float minP,
    float repeatPenalty,
    float presencePenalty,
    float frequencyPenalty,
    int repeatLastN,
    Map<Integer, Float> logitBias,
    long seed) {

  /** The window of the penalties unless another one is asked for. */
  public static final int DEFAULT_REPEAT_LAST_N = 64;

  /**
   * Checks the ranges and copies the map.
   *
   * @throws IllegalArgumentException if a value is out of its range, naming it
   */
  public SamplingOptions {
    check(temperature >= 0 && Float.isFinite(temperature), "temperature", temperature, "0 or more");
    check(topK >= 0, "top-k", topK, "0 or more");
    check(topP > 0 && topP <= 1, "top-p", topP, "above 0 and at most 1");
    check(minP >= 0 && minP <= 1, "min-p", minP, "from 0 to 1");
    check(
        repeatPenalty > 0 && Float.isFinite(repeatPenalty),
        "repeat penalty",
        repeatPenalty,
        "above 0");
    check(Float.isFinite(presencePenalty), "presence penalty", presencePenalty, "a finite number");
    check(
        Float.isFinite(frequencyPenalty), "frequency penalty", frequencyPenalty, "a finite number");
    check(repeatLastN >= -1, "repeat-last-n", repeatLastN, "-1 or more");
    logitBias = Map.copyOf(logitBias);
    logitBias.forEach((token, bias) -> {
      check(token >= 0, "token id of a logit bias", token, "0 or more");
      check(
          !Float.isNaN(bias) && bias < Float.POSITIVE_INFINITY,
          "logit bias",
          bias,
          "a number below infinity");
    });
  }

  private static void check(boolean right, String name, Number value, String range) {
    if (!right) {
      throw new IllegalArgumentException("%s must be %s, not %s".formatted(name, range, value));
    }
  }

  /** Always the most probable token, no penalties. */
  public static SamplingOptions greedy() {
    return builder().build();
  }

  /** A builder that starts at {@link #greedy()}. */
  public static Builder builder() {
    return new Builder();
  }

  /** A builder that starts at these options. */
  public Builder toBuilder() {
    return new Builder()
        .temperature(temperature)
        .topK(topK)
        .topP(topP)
        .minP(minP)
        .repeatPenalty(repeatPenalty)
        .presencePenalty(presencePenalty)
        .frequencyPenalty(frequencyPenalty)
        .repeatLastN(repeatLastN)
        .logitBias(logitBias)
        .seed(seed);
  }

  /** Whether no random number is drawn. */
  public boolean isGreedy() {
    return temperature == 0;
  }

  /** Whether tokens seen lately change the logits. */
  public boolean hasPenalties() {
    return repeatLastN != 0
        && (repeatPenalty != 1 || presencePenalty != 0 || frequencyPenalty != 0);
  }

  /**
   * Collects the options, which are kept in 32 bits; the ranges are checked at the end. Not safe
   * for several threads.
   */
  public static final class Builder {

    private float temperature;
    private int topK;
    private float topP = 1;
    private float minP;
    private float repeatPenalty = 1;
    private float presencePenalty;
    private float frequencyPenalty;
    private int repeatLastN = DEFAULT_REPEAT_LAST_N;
    private Map<Integer, Float> logitBias = Map.of();
    private long seed;

    private Builder() {}

    /** See {@link SamplingOptions#temperature()}. */
    public Builder temperature(double value) {
      temperature = (float) value;
      return this;
    }

    /** See {@link SamplingOptions#topK()}. */
    public Builder topK(int value) {
      topK = value;
      return this;
    }

    /** See {@link SamplingOptions#topP()}. */
    public Builder topP(double value) {
      topP = (float) value;
      return this;
    }

    /** See {@link SamplingOptions#minP()}. */
    public Builder minP(double value) {
      minP = (float) value;
      return this;
    }

    /** See {@link SamplingOptions#repeatPenalty()}. */
    public Builder repeatPenalty(double value) {
      repeatPenalty = (float) value;
      return this;
    }

    /** See {@link SamplingOptions#presencePenalty()}. */
    public Builder presencePenalty(double value) {
      presencePenalty = (float) value;
      return this;
    }

    /** See {@link SamplingOptions#frequencyPenalty()}. */
    public Builder frequencyPenalty(double value) {
      frequencyPenalty = (float) value;
      return this;
    }

    /** See {@link SamplingOptions#repeatLastN()}. */
    public Builder repeatLastN(int value) {
      repeatLastN = value;
      return this;
    }

    /** See {@link SamplingOptions#logitBias()}. */
    public Builder logitBias(Map<Integer, Float> value) {
      logitBias = Objects.requireNonNull(value);
      return this;
    }

    /** See {@link SamplingOptions#seed()}. */
    public Builder seed(long value) {
      seed = value;
      return this;
    }

    /**
     * The options.
     *
     * @throws IllegalArgumentException if a value is out of its range
     */
    public SamplingOptions build() {
      return new SamplingOptions(
          temperature,
          topK,
          topP,
          minP,
          repeatPenalty,
          presencePenalty,
          frequencyPenalty,
          repeatLastN,
          logitBias,
          seed);
    }
  }
}
