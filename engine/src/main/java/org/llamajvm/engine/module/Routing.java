package org.llamajvm.engine.module;

/** How the outputs of a router become the weights of the experts that are used. */
public enum Routing {
  /** What an expert gives is multiplied by its share of the softmax over all experts. */
  SOFTMAX_OF_ALL,
  /** What an expert gives is multiplied by its share of the softmax over those that are used. */
  SOFTMAX_OF_USED,
  /** What an expert gets is multiplied by the sigmoid of its output. */
  SIGMOID_OF_INPUT;

  /** By a softmax. */
  public static Routing softmax(boolean normalised) {
    return normalised ? SOFTMAX_OF_USED : SOFTMAX_OF_ALL;
  }
}
