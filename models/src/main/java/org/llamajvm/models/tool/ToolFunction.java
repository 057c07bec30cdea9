package org.llamajvm.models.tool;

/** What a program does when the model calls a {@link Tool}. */
@FunctionalInterface
public interface ToolFunction {

  /**
   * Runs.
   *
   * @param arguments an object of JSON, as the model wrote it; it fits the tool's schema only if
   *     the call was held to it
   * @return what the model gets as the result, as it is
   * @throws Exception if it fails; the model gets the message as the result
   */
  String call(String arguments) throws Exception;
}
