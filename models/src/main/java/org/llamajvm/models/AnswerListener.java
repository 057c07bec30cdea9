package org.llamajvm.models;

/**
 * Hears of an {@link Answer} while it is made. The calls come one after the other, on a virtual
 * thread that this answer has to itself. A slow listener therefore delays nobody else: the pieces
 * that it has not taken yet are kept, and the answer goes on. There are never more of them than
 * tokens of the answer.
 *
 * <p>A listener that throws gets no further call; its answer is cancelled and fails with what was
 * thrown.
 */
public interface AnswerListener extends GenerationListener {

  /**
   * The request waits. Only the latest position is told; a request that begins at once may have
   * none.
   *
   * @param ahead requests that begin before it, as things are
   */
  default void onQueued(int ahead) {}

  /**
   * Part of the prompt was processed. Only the latest state is told. The first call, with 0, says
   * that the request has begun.
   *
   * @param done tokens of the prompt that were processed
   * @param total tokens that have to be: those that are in the KV cache already do not count
   */
  @Override
  default void onPrompt(int done, int total) {}

  /** More of the text: whole characters, and nothing that could still become a stop string. */
  @Override
  default void onText(String text) {}

  /** The answer has ended, by itself or because it was cancelled. The last call. */
  default void onComplete(Generation generation) {}

  /** The answer has failed. The last call. */
  default void onError(RuntimeException failure) {}
}
