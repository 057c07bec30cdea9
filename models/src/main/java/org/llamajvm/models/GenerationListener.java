package org.llamajvm.models;

/** Hears of a generation while it runs, on the thread that runs it. */
@FunctionalInterface
public interface GenerationListener {

  /** Does nothing. */
  GenerationListener NONE = text -> {};

  /** More of the text: whole characters, and nothing that could still become a stop string. */
  void onText(String text);

  /**
   * Part of the prompt was processed.
   *
   * @param done tokens of the prompt that were processed
   * @param total tokens that have to be
   */
  default void onPrompt(int done, int total) {}
}
