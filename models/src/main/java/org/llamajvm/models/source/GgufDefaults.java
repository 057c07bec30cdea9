package org.llamajvm.models.source;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.llamajvm.format.ModelException;
import org.llamajvm.loader.gguf.GgufMetadata;
import org.llamajvm.models.config.GenerationConfig;
import org.llamajvm.tokenizer.gguf.GgufTokenizer;

/** What a GGUF file recommends for generation. It is advice: what is wrong with it is told. */
final class GgufDefaults {

  private static final String SAMPLING = "general.sampling.";

  private final GgufMetadata metadata;
  private final List<String> warnings;

  private GgufDefaults(GgufMetadata metadata, List<String> warnings) {
    this.metadata = metadata;
    this.warnings = warnings;
  }

  static GenerationConfig read(
      GgufMetadata metadata, GgufTokenizer tokenizer, OptionalInt bosId, List<Integer> eosIds) {
    List<String> warnings = new ArrayList<>(tokenizer.notices());
    return new GgufDefaults(metadata, warnings).read(tokenizer, bosId, eosIds);
  }

  private GenerationConfig read(GgufTokenizer tokenizer, OptionalInt bosId, List<Integer> eosIds) {
    OptionalDouble temperature = number("temp", Float.MAX_VALUE);
    OptionalInt topK = topK();
    OptionalDouble topP = number("top_p", 1);
    OptionalDouble minP = number("min_p", 1);
    boolean says =
        temperature.isPresent() || topK.isPresent() || topP.isPresent() || minP.isPresent();
    OptionalDouble penalty = number("penalty_repeat", Float.MAX_VALUE);
    return new GenerationConfig(
        bosId.isPresent() ? bosId : tokenizer.tokenizer().bosId(),
        tokenizer.endIds().isEmpty() ? eosIds : tokenizer.endIds(),
        says ? Optional.of(temperature.orElse(1) > 0) : Optional.empty(),
        temperature,
        topK,
        topP,
        minP,
        penalty.stream().allMatch(value -> value > 0) ? penalty : OptionalDouble.empty(),
        warnings);
  }

  private OptionalInt topK() {
    try {
      OptionalLong value = metadata.integer(SAMPLING + "top_k", 0, Integer.MAX_VALUE);
      return value.isPresent() ? OptionalInt.of((int) value.getAsLong()) : OptionalInt.empty();
    } catch (ModelException e) {
      warnings.add("A key is not followed: " + e.getMessage());
      return OptionalInt.empty();
    }
  }

  private OptionalDouble number(String name, double most) {
    try {
      OptionalDouble value = metadata.decimal(SAMPLING + name);
      if (value.stream().allMatch(number -> number >= 0 && number <= most)) {
        return value;
      }
      warnings.add(
          "A key is not followed: '%s%s' is %s, expected a number from 0 to %s"
              .formatted(SAMPLING, name, value.getAsDouble(), most));
    } catch (ModelException e) {
      warnings.add("A key is not followed: " + e.getMessage());
    }
    return OptionalDouble.empty();
  }
}
