package org.llamajvm.models.tool;

import java.util.List;
import java.util.Optional;

/** Runs the functions that a model calls. Stateless. */
public final class ToolRuns {

  private ToolRuns() {}

  /** Whether there is something to run for every one of the calls, and a call at all. */
  public static boolean canRun(ToolOffer offer, List<ToolCall> calls) {
    return !calls.isEmpty()
        && calls.stream()
            .allMatch(call -> offer.tool(call.name()).flatMap(Tool::function).isPresent());
  }

  /**
   * Runs a function, unless the thread is interrupted.
   *
   * @return its result, or, if it fails or is not run, a sentence that says so to the model
   * @throws IllegalArgumentException if there is nothing to run for the call
   */
  public static String run(ToolOffer offer, ToolCall call) {
    Optional<ToolFunction> function = offer.tool(call.name()).flatMap(Tool::function);
    if (function.isEmpty()) {
      throw new IllegalArgumentException("No function to run for '%s'".formatted(call.name()));
    }
    if (Thread.currentThread().isInterrupted()) {
      return "Error: %s was not run".formatted(call.name());
    }
    try {
      return String.valueOf(function.get().call(call.arguments()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return failure(call, e);
    } catch (Exception e) {
      return failure(call, e);
    }
  }

  private static String failure(ToolCall call, Exception e) {
    String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    return "Error: %s failed: %s".formatted(call.name(), reason);
  }
}
