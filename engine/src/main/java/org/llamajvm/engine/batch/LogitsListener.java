package org.llamajvm.engine.batch;

/** Gets the logits of a step, on the thread that runs it. */
@FunctionalInterface
public interface LogitsListener {

  /**
   * The logits of one token are there. Generated tokens come first, in the order in which their
   * slices were added, then prompts, each token by token.
   *
   * @param slice the token's slice
   * @param index of the token in the slice's {@code tokens}
   * @param logits has them from {@code offset} on, as many as the vocabulary has tokens; borrowed,
   *     to be read or changed until the method returns
   * @param offset where they begin
   */
  void onLogits(Slice slice, int index, float[] logits, int offset);
}
