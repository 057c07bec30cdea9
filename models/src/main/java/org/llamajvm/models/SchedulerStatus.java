package org.llamajvm.models;

import java.time.Duration;
import java.util.List;

/**
 * What a {@link Scheduler} is doing, at one moment. Has no text of anybody's.
 *
 * @param running requests that are being processed and answered
 * @param waiting requests in the queue
 * @param pages of keys and values
 * @param totals what was done so far
 * @param answers all of these requests, running ones first, then in the order of the queue
 */
public record SchedulerStatus(
    int running, int waiting, Pages pages, Totals totals, List<AnswerStatus> answers) {

  /** Copies the list. */
  public SchedulerStatus {
    answers = List.copyOf(answers);
  }

  /**
   * Pages of keys and values, of all sequences of the model. A page has 128 tokens of all layers,
   * or of some of them where a part of the layers has a window.
   *
   * @param total that the KV budget has room for
   * @param used by sequences; a shared page counts once
   * @param reserved for answers under way, not yet used
   * @param cached of ended requests, kept for prompts that begin alike
   * @param tokens that there is room for, of requests with as many as the model's context
   */
  public record Pages(long total, int used, long reserved, int cached, long tokens) {}

  /**
   * Counts since the scheduler was made.
   *
   * @param accepted requests
   * @param completed requests that came to their own end
   * @param cancelled requests
   * @param failed requests
   * @param refused requests because the queue was full
   * @param steps of the model
   * @param promptTokens tokens of prompts that were processed
   * @param cachedTokens tokens of prompts that were in the KV cache already
   * @param generatedTokens tokens that were made
   */
  public record Totals(
      long accepted,
      long completed,
      long cancelled,
      long failed,
      long refused,
      long steps,
      long promptTokens,
      long cachedTokens,
      long generatedTokens) {}

  /**
   * One request.
   *
   * @param id of the answer
   * @param key who asks
   * @param phase where it is
   * @param promptTokens tokens of the prompt
   * @param cachedTokens of these, how many were in the KV cache already
   * @param processedTokens tokens of the prompt that were processed
   * @param generatedTokens tokens that were made
   * @param age time since it was submitted
   */
  public record AnswerStatus(
      long id,
      String key,
      Answer.Phase phase,
      int promptTokens,
      int cachedTokens,
      int processedTokens,
      int generatedTokens,
      Duration age) {}
}
