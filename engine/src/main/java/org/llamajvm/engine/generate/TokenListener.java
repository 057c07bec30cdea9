package org.llamajvm.engine.generate;

import org.llamajvm.engine.sampling.TokenLogprobs;

/** Hears of a generation while it runs, on the thread that runs it. */
public interface TokenListener {

  /**
   * Part of the prompt is in the KV cache.
   *
   * @param done tokens of the prompt that were processed
   * @param total tokens of the prompt that have to be
   */
  default void onPrompt(int done, int total) {}

  /**
   * A token was chosen.
   *
   * @param token its id; never one that ends the text
   * @param logprobs what the model thought, or null unless it was asked for
   * @return whether to go on
   */
  boolean onToken(int token, TokenLogprobs logprobs);
}
