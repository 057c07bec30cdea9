package org.llamajvm.models;

import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.llamajvm.models.config.GenerationConfig;
import org.llamajvm.tokenizer.Tokenizer;

/** Finds the tokens at which a text ends. */
final class EndTokens {

  private static final List<String> TURN_ENDS =
      List.of("<|eot_id|>", "<|eom_id|>", "<|im_end|>", "<|end|>", "<end_of_turn>", "</s>");

  private EndTokens() {}

  /** Ids of the tokens that end a text, or a turn of a conversation as well. */
  static int[] of(Tokenizer tokenizer, GenerationConfig config, boolean turnEnds) {
    IntStream eos = config.eosIds().stream().mapToInt(Integer::intValue);
    if (!turnEnds) {
      return eos.toArray();
    }
    IntStream ends =
        TURN_ENDS.stream()
            .map(tokenizer::idOf)
            .flatMapToInt(OptionalInt::stream)
            .filter(tokenizer::isSpecial);
    return IntStream.concat(eos, ends).distinct().toArray();
  }
}
