package org.llamajvm.models;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.llamajvm.engine.sampling.SamplingOptions;
import org.llamajvm.models.constraint.Constraint;
import org.llamajvm.models.reply.ChatFormat;
import org.llamajvm.models.reply.ReplyFormat;

/**
 * What to generate, in full: nothing in it is as the model's publisher recommends unless it was put
 * there. The builder of a {@link GenerationRequest} makes it for most programs; a {@link
 * ChatSession} and a {@link Session} take it as it is.
 *
 * @param sampling how each token is chosen
 * @param maxTokens the most tokens to make; empty for as many as the context holds
 * @param stop texts that end the generation; they are not part of what comes out
 * @param ignoreEnd whether the tokens that end a text are banned, so that only the other limits end
 *     the generation
 * @param logprobs how many of the most probable tokens to report for each position; 0 for the
 *     chosen one alone, empty for none
 * @param constraint what the text may be, if it may not be anything
 * @param reply how the text is to be read, for what is thought and what is called in it
 */
public record GenerateOptions(
    SamplingOptions sampling,
    OptionalInt maxTokens,
    List<String> stop,
    boolean ignoreEnd,
    OptionalInt logprobs,
    Optional<Constraint> constraint,
    ReplyFormat reply) {

  /** How many tokens are made at most unless it is said otherwise. */
  public static final int DEFAULT_MAX_TOKENS = 256;

  /**
   * Checks the values and copies the list.
   *
   * @throws IllegalArgumentException if a number is negative, or a stop string is empty
   */
  public GenerateOptions {
    Objects.requireNonNull(sampling, "sampling");
    Objects.requireNonNull(maxTokens, "maxTokens");
    Objects.requireNonNull(stop, "stop");
    Objects.requireNonNull(logprobs, "logprobs");
    Objects.requireNonNull(constraint, "constraint");
    Objects.requireNonNull(reply, "reply");
    if (maxTokens.isPresent() && maxTokens.getAsInt() < 0) {
      throw new IllegalArgumentException(
          "The number of tokens must be 0 or more, not " + maxTokens.getAsInt());
    }
    if (logprobs.isPresent() && logprobs.getAsInt() < 0) {
      throw new IllegalArgumentException(
          "The number of logprobs must be 0 or more, not " + logprobs.getAsInt());
    }
    stop = List.copyOf(stop);
    if (stop.contains("")) {
      throw new IllegalArgumentException("A stop string must not be empty");
    }
  }

  /** The most probable tokens, at most {@value #DEFAULT_MAX_TOKENS} of them. */
  public static GenerateOptions defaults() {
    return new GenerateOptions(
        SamplingOptions.greedy(),
        OptionalInt.of(DEFAULT_MAX_TOKENS),
        List.of(),
        false,
        OptionalInt.empty(),
        Optional.empty(),
        ReplyFormat.PLAIN);
  }

  /** The same with other sampling. */
  public GenerateOptions withSampling(SamplingOptions value) {
    return new GenerateOptions(value, maxTokens, stop, ignoreEnd, logprobs, constraint, reply);
  }

  /** The same with another limit. */
  public GenerateOptions withMaxTokens(int value) {
    return withMaxTokens(OptionalInt.of(value));
  }

  /** The same with another limit, or none. */
  public GenerateOptions withMaxTokens(OptionalInt value) {
    return new GenerateOptions(sampling, value, stop, ignoreEnd, logprobs, constraint, reply);
  }

  /** The same with other stop strings. */
  public GenerateOptions withStop(List<String> value) {
    return new GenerateOptions(sampling, maxTokens, value, ignoreEnd, logprobs, constraint, reply);
  }

  /** The same with the end of a text ignored or not. */
  public GenerateOptions withIgnoreEnd(boolean value) {
    return new GenerateOptions(sampling, maxTokens, stop, value, logprobs, constraint, reply);
  }

  /** The same with another number of log probabilities. */
  public GenerateOptions withLogprobs(int value) {
    return withLogprobs(OptionalInt.of(value));
  }

  /** The same with another number of log probabilities, or none. */
  public GenerateOptions withLogprobs(OptionalInt value) {
    return new GenerateOptions(sampling, maxTokens, stop, ignoreEnd, value, constraint, reply);
  }

  /** The same under a constraint. */
  public GenerateOptions withConstraint(Constraint value) {
    Objects.requireNonNull(value, "constraint");
    return new GenerateOptions(
        sampling, maxTokens, stop, ignoreEnd, logprobs, Optional.of(value), reply);
  }

  /** The same for a conversation: what is asked of it, and how it is read. */
  public GenerateOptions answering(ChatFormat.Prompt prompt) {
    return new GenerateOptions(
        sampling,
        maxTokens,
        stop,
        ignoreEnd,
        logprobs,
        prompt.constraint(constraint),
        prompt.reply());
  }

  /** The same read in another way. */
  public GenerateOptions withReply(ReplyFormat value) {
    return new GenerateOptions(sampling, maxTokens, stop, ignoreEnd, logprobs, constraint, value);
  }
}
