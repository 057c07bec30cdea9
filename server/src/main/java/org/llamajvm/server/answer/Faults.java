package org.llamajvm.server.answer;

import org.llamajvm.models.PromptTooLongException;
import org.llamajvm.models.constraint.ConstraintException;
import org.llamajvm.server.http.RequestFault;

/** What the scheduler refuses, and how answers fail, for clients. */
final class Faults {

  private static final int SOON = 2; // seconds

  private Faults() {}

  static RequestFault queueFull() {
    return RequestFault.later(
        503, "queue_full", SOON, "Too many requests wait for the model; ask again later");
  }

  static RequestFault tooManyOfOne() {
    return RequestFault.later(
        429, "rate_limit_exceeded", SOON, "Too many requests of this key at once; ask again later");
  }

  static RequestFault tooLong(PromptTooLongException e) {
    return RequestFault.badRequest(
        "context_length_exceeded",
        "messages",
        "This model's maximum context length is %d tokens. However, you requested %d tokens."
            .formatted(e.context(), e.tokens()));
  }

  static RequestFault ofConstraint(ConstraintException e) {
    return RequestFault.of(400, "constraint_failed", e.getMessage());
  }

  static RequestFault ofAnswer(RuntimeException failure) {
    return failure instanceof ConstraintException e
        ? ofConstraint(e)
        : RequestFault.of(500, "generation_failed", "The model failed to answer this request");
  }
}
