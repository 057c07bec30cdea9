package org.llamajvm.models.tool;

import java.util.Objects;

/**
 * A call of a function that a model wants.
 *
 * @param id by which the result is known
 * @param name of the function
 * @param arguments an object of JSON, as the model wrote it
 */
public record ToolCall(String id, String name, String arguments) {

  /** Checks that nothing is missing. */
  public ToolCall {
    Objects.requireNonNull(id);
    Objects.requireNonNull(name);
    Objects.requireNonNull(arguments);
  }
}
