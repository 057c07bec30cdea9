package org.llamajvm.models.config;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.llamajvm.format.JsonObject;
import org.llamajvm.format.ModelException;
import org.llamajvm.format.PlainFile;

/**
 * What a model's publisher recommends for generation: {@code generation_config.json}. What the file
 * leaves open is empty here. The file is advice: what is wrong with it is told by {@link #warnings}
 * and counts as left open.
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
 * @param warnings a sentence for each thing in the file that is not followed
 */
public record GenerationConfig(
    OptionalInt bosId,
    List<Integer> eosIds,
    Optional<Boolean> doSample,
    OptionalDouble temperature,
    OptionalInt topK,
    OptionalDouble topP,
    OptionalDouble minP,
    OptionalDouble repetitionPenalty,
    List<String> warnings) {

  /** The name of the file in a model's directory. */
  public static final String FILE_NAME = "generation_config.json";

  /** Copies the lists. */
  public GenerationConfig {
    eosIds = List.copyOf(eosIds);
    warnings = List.copyOf(warnings);
  }

  /**
   * Reads {@value #FILE_NAME} of a model's directory. What it does not say of BOS and EOS, or all
   * of it if there is no such file, or none that can be read, comes from the model's configuration.
   *
   * @param directory the model's directory
   * @param bosId BOS of the model's configuration
   * @param eosIds EOS of the model's configuration
   */
  public static GenerationConfig read(Path directory, OptionalInt bosId, List<Integer> eosIds) {
    Path file = directory.resolve(FILE_NAME);
    if (!PlainFile.isThere(file)) {
      return open(bosId, eosIds, List.of());
    }
    JsonObject json;
    try {
      json = JsonObject.read(file);
    } catch (IOException e) {
      return open(bosId, eosIds, List.of("%s is not followed: %s".formatted(FILE_NAME, reason(e))));
    }
    Advice advice = new Advice();
    OptionalInt ownBos =
        advice.take(
            OptionalInt.empty(), () -> json.optionalInteger("bos_token_id", 0, Integer.MAX_VALUE));
    List<Integer> ownEos = advice.take(List.of(), () -> json.tokenIds("eos_token_id"));
    return new GenerationConfig(
        ownBos.isPresent() ? ownBos : bosId,
        ownEos.isEmpty() ? eosIds : ownEos,
        advice.take(Optional.empty(), () -> json.optionalFlag("do_sample")),
        advice.number(() -> json.optionalNumber("temperature", 0, Float.MAX_VALUE)),
        advice.take(OptionalInt.empty(), () -> json.optionalInteger("top_k", 0, Integer.MAX_VALUE)),
        advice.number(() -> json.optionalNumber("top_p", 0, 1)),
        advice.number(() -> json.optionalNumber("min_p", 0, 1)),
        advice.number(() -> json.optionalPositive("repetition_penalty")),
        advice.warnings);
  }

  /**
   * The same without ids that the model has not.
   *
   * @param vocabularySize tokens of the model: ids are below it
   * @param modelBosId what takes the place of BOS if that is not one of them
   * @param modelEosIds what take the place of EOS if none of those is one of them
   */
  public GenerationConfig within(
      int vocabularySize, OptionalInt modelBosId, List<Integer> modelEosIds) {
    List<Integer> eos = eosIds.stream().filter(id -> id < vocabularySize).toList();
    boolean hasBos = bosId.isEmpty() || bosId.getAsInt() < vocabularySize;
    if (hasBos && eos.size() == eosIds.size()) {
      return this;
    }
    List<String> more = new ArrayList<>(warnings);
    more.add(
        "Of the tokens that should begin and end a text, %s and %s, those are not followed that the model with its %d tokens has not"
            .formatted(bosId.isPresent() ? bosId.getAsInt() : "none", eosIds, vocabularySize));
    return new GenerationConfig(
        hasBos ? bosId : modelBosId,
        eos.isEmpty() ? modelEosIds : eos,
        doSample,
        temperature,
        topK,
        topP,
        minP,
        repetitionPenalty,
        more);
  }

  private static String reason(IOException e) {
    return e instanceof AccessDeniedException ? "no permission to read it" : e.getMessage();
  }

  private static GenerationConfig open(
      OptionalInt bosId, List<Integer> eosIds, List<String> warnings) {
    return new GenerationConfig(
        bosId,
        eosIds,
        Optional.empty(),
        OptionalDouble.empty(),
        OptionalInt.empty(),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        warnings);
  }

  /** Entries that are followed if they can be, and what is said of the others. */
  private static final class Advice {

    private final List<String> warnings = new ArrayList<>();

    private interface Entry<T> {
      T get() throws ModelException;
    }

    <T> T take(T otherwise, Entry<T> entry) {
      try {
        return entry.get();
      } catch (ModelException e) {
        warnings.add("An entry is not followed: " + e.getMessage());
        return otherwise;
      }
    }

    OptionalDouble number(Entry<OptionalDouble> entry) {
      return take(OptionalDouble.empty(), entry);
    }
  }
}
