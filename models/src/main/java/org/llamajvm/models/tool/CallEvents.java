package org.llamajvm.models.tool;

/** Hears what a {@link CallParser} makes of a text. */
public interface CallEvents {

  /** More text that is no call; never empty. */
  void text(String text);

  /**
   * A call begins.
   *
   * @param index of the call in the answer, from 0 on
   * @param name of a function that was offered
   */
  void begin(int index, String name);

  /**
   * More of the arguments of a call; never empty.
   *
   * @param json as the model wrote it
   */
  void arguments(int index, String json);

  /** A call is complete, its arguments are an object of JSON. */
  void end(int index);

  /**
   * What began as a call is none, but text.
   *
   * @param text all of it, as the model wrote it
   */
  void failed(int index, String text);
}
