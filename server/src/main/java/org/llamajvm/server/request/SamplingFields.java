package org.llamajvm.server.request;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.llamajvm.engine.sampling.SamplingOptions;
import org.llamajvm.format.JsonObject;
import org.llamajvm.format.ModelException;
import org.llamajvm.models.LanguageModel;
import org.llamajvm.server.http.RequestFault;

/**
 * How tokens are chosen: what a body says, else what the model's publisher recommends. Without a
 * seed each request gets another one.
 */
public final class SamplingFields {

  /** The members that are read. */
  public static final Set<String> NAMES =
      Set.of(
          "temperature",
          "top_p",
          "top_k",
          "min_p",
          "presence_penalty",
          "frequency_penalty",
          "repeat_penalty",
          "repetition_penalty",
          "repeat_last_n",
          "logit_bias",
          "seed");

  private static final String BIAS = "logit_bias";
  private static final int MOST_BIASES = 4096;
  private static final double LARGEST = 1000;
  private static final float LEAST_TOP_P =
      1e-6f; // clients send 0 for the most probable token alone

  private SamplingFields() {}

  /**
   * Reads the members of a body.
   *
   * @throws ModelException if one is of another type or out of its range
   */
  public static SamplingOptions read(JsonObject body, LanguageModel model) throws ModelException {
    long seed =
        body.has("seed") ? body.longInteger("seed") : ThreadLocalRandom.current().nextLong();
    SamplingOptions.Builder sampling = model.recommendedSampling(seed).toBuilder();
    number(body, "temperature", 0, LARGEST).ifPresent(v -> sampling.temperature((float) v));
    number(body, "top_p", 0, 1).ifPresent(v -> sampling.topP(Math.max((float) v, LEAST_TOP_P)));
    number(body, "min_p", 0, 1).ifPresent(v -> sampling.minP((float) v));
    body.optionalInteger("top_k", -1, Integer.MAX_VALUE)
        .ifPresent(v -> sampling.topK(Math.max(0, v)));
    number(body, "presence_penalty", -LARGEST, LARGEST)
        .ifPresent(v -> sampling.presencePenalty((float) v));
    number(body, "frequency_penalty", -LARGEST, LARGEST)
        .ifPresent(v -> sampling.frequencyPenalty((float) v));
    for (String name : List.of("repetition_penalty", "repeat_penalty")) {
      number(body, name, 1e-3, LARGEST).ifPresent(v -> sampling.repeatPenalty((float) v));
    }
    body.optionalInteger("repeat_last_n", -1, Integer.MAX_VALUE).ifPresent(sampling::repeatLastN);
    if (body.has(BIAS)) {
      sampling.logitBias(bias(body, model.config().vocabularySize()));
    }
    return sampling.build();
  }

  private static OptionalDouble number(JsonObject body, String name, double min, double max)
      throws ModelException {
    return body.optionalNumber(name, min, max);
  }

  private static Map<Integer, Float> bias(JsonObject body, int vocabularySize)
      throws ModelException {
    Map<Integer, Float> bias = new HashMap<>();
    switch (body.value(BIAS)) {
      case Map<?, ?> map -> {
        checkCount(map.size());
        for (Map.Entry<?, ?> entry : map.entrySet()) {
          bias.put(token(body, entry.getKey(), vocabularySize), value(body, entry.getValue()));
        }
      }
      case List<?> pairs -> {
        checkCount(pairs.size());
        for (Object item : pairs) {
          if (!(item instanceof List<?> pair) || pair.size() != 2) {
            throw wrong(body);
          }
          bias.put(token(body, pair.get(0), vocabularySize), value(body, pair.get(1)));
        }
      }
      default -> throw wrong(body);
    }
    return bias;
  }

  private static void checkCount(int count) {
    if (count > MOST_BIASES) {
      throw RequestFault.badValue(
          BIAS, "'logit_bias' must have %d entries or fewer, not %d".formatted(MOST_BIASES, count));
    }
  }

  private static int token(JsonObject body, Object value, int vocabularySize)
      throws ModelException {
    try {
      int token = Integer.parseInt(String.valueOf(value));
      if (token >= 0 && token < vocabularySize) {
        return token;
      }
    } catch (NumberFormatException _) {
      throw wrong(body);
    }
    throw RequestFault.badValue(
        BIAS, "'logit_bias' names a token that the model has not; ids are below " + vocabularySize);
  }

  private static float value(JsonObject body, Object value) throws ModelException {
    return switch (value) {
      case Boolean allowed when !allowed -> Float.NEGATIVE_INFINITY;
      case Number number when Math.abs(number.doubleValue()) <= 100 -> number.floatValue();
      case null, default -> throw wrong(body);
    };
  }

  private static ModelException wrong(JsonObject body) {
    return body.wrong(
        BIAS, "an object of token ids and numbers from -100 to 100, or an array of such pairs");
  }
}
