package org.llamajvm.server.answer;

import java.time.Duration;
import org.llamajvm.models.Generation;

/** Measures answers. Safe for use by many threads. */
public interface AnswerMeter {

  /** Measures nothing. */
  AnswerMeter NONE = new AnswerMeter() {};

  /** The prompt is looked at after so long in the queue. */
  default void began(Duration waited) {}

  /** The first text came so long after the request. */
  default void first(Duration sinceRequest) {}

  /**
   * More text came.
   *
   * @param sinceLast time since the text before
   * @param tokens of this text
   */
  default void more(Duration sinceLast, int tokens) {}

  /** The answer is there. */
  default void ended(Generation generation, Duration sinceRequest) {}

  /** There will be no answer. */
  default void failed() {}
}
