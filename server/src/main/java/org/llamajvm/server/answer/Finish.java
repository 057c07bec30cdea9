package org.llamajvm.server.answer;

/** Why an answer is complete. */
public enum Finish {
  /** The model has ended it, or a stop string was reached. */
  STOP,
  /** It has as many tokens as were asked for, or as there is room or time for. */
  LENGTH,
  /** The model wants functions to be called, and then to go on. */
  TOOL_CALLS
}
