package org.llamajvm.models.bench;

import java.util.Objects;
import org.llamajvm.models.constraint.Constraint;
import org.llamajvm.models.constraint.ConstraintVocabulary;

/**
 * What generated text is held to, to see what that costs.
 *
 * @param constraint of every sequence
 * @param vocabulary of the model, borrowed
 */
public record BenchmarkConstraint(Constraint constraint, ConstraintVocabulary vocabulary) {

  /** Neither may be null. */
  public BenchmarkConstraint {
    Objects.requireNonNull(constraint);
    Objects.requireNonNull(vocabulary);
  }
}
