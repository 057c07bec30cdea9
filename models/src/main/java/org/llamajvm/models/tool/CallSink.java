package org.llamajvm.models.tool;

/** Hears of calls while they are read. */
interface CallSink {

  /** Whether there is a function of that name. */
  boolean knows(String name);

  /** A call begins. */
  void begin(String name);

  /** More of the arguments of the call that has begun, as the model wrote them. */
  void arguments(String json);

  /** More of the arguments of the call that has begun. */
  void arguments(char json);

  /** The call that has begun is complete. */
  void end();
}
