package org.llamajvm.spark.model;

import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.llamajvm.models.constraint.Constraint;

/**
 * Constraints of the schemas that rows asked for lately: what was computed for one row serves the
 * others. Safe to share between threads.
 */
final class SchemaConstraints {

  private static final int KEPT = 64;

  private final SequencedMap<String, Constraint> constraints =
      new LinkedHashMap<>(KEPT, 0.75f, true);

  /**
   * That of a schema.
   *
   * @throws org.llamajvm.models.constraint.ConstraintException if it cannot be enforced
   */
  synchronized Constraint of(String schema) {
    Constraint constraint = constraints.computeIfAbsent(schema, Constraint::jsonSchema);
    if (constraints.size() > KEPT) {
      constraints.pollFirstEntry();
    }
    return constraint;
  }
}
