package org.llamajvm.engine.model;

import org.llamajvm.engine.kernel.Activations;

/** A feed-forward network with the code that computes it. */
interface BoundFeedForward {

  /**
   * Computes it for a batch. What a token gets depends on its inputs and its role alone.
   *
   * @param in (generated + prompt, hidden size): first the generated tokens, then those of prompts
   * @param generated tokens that are generated
   * @param prompt tokens of prompts
   * @param out gets (generated + prompt, hidden size)
   */
  void apply(Activations in, int generated, int prompt, float[] out);
}
