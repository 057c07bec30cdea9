package org.llamajvm.models.schedule;

/**
 * What a {@link StepLoop} has done so far.
 *
 * @param accepted jobs
 * @param completed jobs that came to their own end
 * @param cancelled jobs
 * @param failed jobs
 * @param steps of the model
 * @param promptTokens tokens of prompts that were processed
 * @param cachedTokens tokens of prompts that were in the KV cache already
 * @param generatedTokens tokens that were made
 */
public record LoopTotals(
    long accepted,
    long completed,
    long cancelled,
    long failed,
    long steps,
    long promptTokens,
    long cachedTokens,
    long generatedTokens) {}
