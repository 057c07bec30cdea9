package org.llamajvm.models.reply;

/** A part of an answer while it is made. */
public sealed interface ReplyPart {

  /**
   * More of what the model says.
   *
   * @param text which may be empty, in the last part of an answer
   */
  record Text(String text) implements ReplyPart {}

  /**
   * More of what the model thinks before it answers.
   *
   * @param text never empty
   */
  record Thinking(String text) implements ReplyPart {}

  /**
   * A call of a function begins.
   *
   * @param index of the call in the answer, from 0 on
   * @param id by which its result is known
   * @param name of the function
   */
  record CallStart(int index, String id, String name) implements ReplyPart {}

  /**
   * More of the arguments of a call.
   *
   * @param json as the model wrote it; never empty
   */
  record CallArguments(int index, String json) implements ReplyPart {}

  /** A call is complete: its arguments are an object of JSON. */
  record CallEnd(int index) implements ReplyPart {}

  /**
   * What began as a call is none.
   *
   * @param text all of it, as the model wrote it: whoever has not told of the call yet tells of it
   *     as text
   */
  record CallFailed(int index, String text) implements ReplyPart {}
}
