package org.llamajvm.engine.batch;

/** Gets the states of a step, on the thread that runs it. */
@FunctionalInterface
public interface StateListener {

  /**
   * The state of one token is there. The order is that of {@link LogitsListener#onLogits}.
   *
   * @param slice the token's slice
   * @param index of the token in the slice's {@code tokens}
   * @param states has the state from {@code offset} on, as many elements as the model is wide;
   *     borrowed, to be read until the method returns
   * @param offset where it begins
   */
  void onState(Slice slice, int index, float[] states, int offset);
}
