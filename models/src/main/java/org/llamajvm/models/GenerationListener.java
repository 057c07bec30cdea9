package org.llamajvm.models;

/**
 * Hears of a text while it is made: of parts of it, of its end, of a failure. The calls come one
 * after the other.
 *
 * <p>Of an {@link Answer} it hears on a virtual thread that this answer has to itself. A slow
 * listener therefore delays nobody else: the pieces that it has not taken yet are kept, and the
 * answer goes on. There are never more of them than tokens of the answer. A listener that throws
 * gets no further call; its answer is cancelled and fails with what was thrown.
 *
 * <p>Of what a {@link Session} or a {@link ChatSession} makes it hears on the thread that makes it.
 * What it throws ends the generation and comes out of the call.
 */
@FunctionalInterface
public interface GenerationListener {

  /** Does nothing. */
  GenerationListener NONE = text -> {};

  /** More of the text: whole characters, and nothing that could still become a stop string. */
  void onText(String text);

  /**
   * More of the text, with its tokens. Calls {@link #onText} unless it is overridden.
   *
   * @param piece which may have no text, if it is the last one
   */
  default void onPiece(TextPiece piece) {
    if (!piece.text().isEmpty()) {
      onText(piece.text());
    }
  }

  /**
   * The request waits, in a {@link Scheduler}. Only the latest position is told; a request that
   * begins at once may have none.
   *
   * @param ahead requests that begin before it, as things are
   */
  default void onQueued(int ahead) {}

  /**
   * Part of the prompt was processed. Of an {@link Answer} only the latest state is told, and the
   * first call, with 0, says that the request has begun.
   *
   * @param done tokens of the prompt that were processed
   * @param total tokens that have to be: those that are in the KV cache already do not count
   */
  default void onPrompt(int done, int total) {}

  /** The text has ended, by itself or because it was cancelled. The last call. */
  default void onComplete(Generation generation) {}

  /** There is no whole text, for this reason. The last call. */
  default void onError(RuntimeException failure) {}
}
