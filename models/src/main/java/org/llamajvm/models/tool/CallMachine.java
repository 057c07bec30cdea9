package org.llamajvm.models.tool;

/**
 * Reads one or several calls in the form of a family, character by character, and tells a {@link
 * CallSink} of them. It begins behind what says that a call follows. For one thread.
 */
interface CallMachine {

  /** Takes the next character. */
  Step next(char c);

  /** Whether the text may end here: all calls that began are complete. */
  boolean mayEnd();
}
