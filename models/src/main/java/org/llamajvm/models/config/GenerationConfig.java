package org.llamajvm.models.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.llamajvm.format.JsonObject;
import org.llamajvm.format.ModelException;

/**
 * What a model's publisher recommends for generation: {@code generation_config.json}. What the file
 * leaves open is empty here.
 *
 * @param bosId the token that a sequence starts with
 * @param eosIds the tokens that end a sequence; empty if nothing ends it
 * @param doSample whether to sample rather than to take the likeliest token
 * @param temperature divisor of the logits
 * @param topK how many of the likeliest tokens are considered; 0: all
 * @param topP total probability of the likeliest tokens that are considered
 * @param minP least probability of a token that is considered, relative to the likeliest one's
 * @param repetitionPenalty divisor of the positive logits of tokens that have occurred, factor of
 *     the negative ones
 */
public record GenerationConfig(
    OptionalInt bosId,
    List<Integer> eosIds,
    Optional<Boolean> doSample,
    OptionalDouble temperature,
    OptionalInt topK,
    OptionalDouble topP,
    OptionalDouble minP,
    OptionalDouble repetitionPenalty) {

  /** The name of the file in a model's directory. */
  public static final String FILE_NAME = "generation_config.json";

  /** Copies the list. */
  public GenerationConfig {
    eosIds = List.copyOf(eosIds);
  }

  /**
   * Reads {@value #FILE_NAME} of a model's directory. What it does not say of BOS and EOS, or all
   * of it if there is no such file, comes from the model's configuration.
   *
   * @param directory the model's directory
   * @param bosId BOS of the model's configuration
   * @param eosIds EOS of the model's configuration
   * @throws ModelException if the file is not a JSON object or an entry is not what it must be
   * @throws IOException if the file cannot be read
   */
  public static GenerationConfig read(Path directory, OptionalInt bosId, List<Integer> eosIds)
      throws IOException {
    Path file = directory.resolve(FILE_NAME);
    if (Files.notExists(file)) {
      return of(bosId, eosIds);
    }
    JsonObject json = JsonObject.read(file);
    OptionalInt ownBos = json.optionalInteger("bos_token_id", 0, Integer.MAX_VALUE);
    List<Integer> ownEos = json.tokenIds("eos_token_id");
    return new GenerationConfig(
        ownBos.isPresent() ? ownBos : bosId,
        ownEos.isEmpty() ? eosIds : ownEos,
        json.optionalFlag("do_sample"),
        json.optionalNumber("temperature", 0, Float.MAX_VALUE),
        json.optionalInteger("top_k", 0, Integer.MAX_VALUE),
        json.optionalNumber("top_p", 0, 1),
        json.optionalNumber("min_p", 0, 1),
        json.optionalPositive("repetition_penalty"));
  }

  private static GenerationConfig of(OptionalInt bosId, List<Integer> eosIds) {
    return new GenerationConfig(
        bosId,
        eosIds,
        Optional.empty(),
        OptionalDouble.empty(),
        OptionalInt.empty(),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        OptionalDouble.empty());
  }
}
