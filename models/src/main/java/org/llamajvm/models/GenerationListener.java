package org.llamajvm.models;

/** Hears of a generation while it runs, on the thread that runs it. */
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
   * Part of the prompt was processed.
   *
   * @param done tokens of the prompt that were processed
   * @param total tokens that have to be
   */
  default void onPrompt(int done, int total) {}
}
