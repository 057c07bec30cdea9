package org.llamajvm.models.schedule;

import org.llamajvm.engine.generate.FinishReason;
import org.llamajvm.engine.generate.Timings;
import org.llamajvm.engine.generate.TokenChooser;

/**
 * One request as the {@link StepLoop} sees it. What the loop calls returns soon and runs nobody
 * else's code, because everybody waits meanwhile.
 */
public interface Job {

  /** Who asks: jobs of one key wait for each other, not for those of another key. */
  String key();

  /** Of the jobs of one key that wait, one of the smallest rank begins first. */
  long rank();

  /** The tokens to continue, at least one; borrowed, never changed. */
  int[] prompt();

  /** The most tokens of the sequence, at least those of the prompt. */
  int capacity();

  /** Whether nobody wants an answer any more. Asked by any thread. */
  boolean isCancelled();

  /**
   * The job waits.
   *
   * @param ahead jobs that begin before it
   */
  void onQueued(int ahead);

  /**
   * The job begins.
   *
   * @return what chooses its tokens
   */
  TokenChooser onBegin();

  /**
   * Part of the prompt is in the KV cache.
   *
   * @param cached tokens that were there before
   * @param done tokens of the prompt that are there now
   */
  void onPrompt(int cached, int done);

  /**
   * The job ends. It is the last call.
   *
   * @param reason why
   * @param cached tokens of the prompt that were in the KV cache before
   */
  void onEnd(FinishReason reason, int cached, Timings timings);

  /** The job ends without an answer. It is the last call. */
  void onFailure(RuntimeException failure);
}
