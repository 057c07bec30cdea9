package org.llamajvm.models.schedule;

import java.util.List;

/**
 * What a {@link StepLoop} is doing at one moment, and what it did so far.
 *
 * @param <J> type of the jobs
 * @param running jobs that have begun, in the order in which they did
 * @param waiting jobs that wait, in the order in which they would begin
 * @param accepted jobs
 * @param completed jobs that came to their own end
 * @param cancelled jobs
 * @param failed jobs
 * @param steps of the model
 * @param promptTokens tokens of prompts that were processed
 * @param cachedTokens tokens of prompts that were in the KV cache already
 * @param generatedTokens tokens that were made
 */
public record LoopStatus<J>(
    List<J> running,
    List<J> waiting,
    long accepted,
    long completed,
    long cancelled,
    long failed,
    long steps,
    long promptTokens,
    long cachedTokens,
    long generatedTokens) {

  /** Copies the lists. */
  public LoopStatus {
    running = List.copyOf(running);
    waiting = List.copyOf(waiting);
  }
}
