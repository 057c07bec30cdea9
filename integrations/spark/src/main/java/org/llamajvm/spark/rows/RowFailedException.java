package org.llamajvm.spark.rows;

/** A row could not be answered, and the job was told to end then. */
public final class RowFailedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  RowFailedException(String key, String problem, RuntimeException cause) {
    super(
        "The row %s failed: %s; with failOnError=false it would have an error instead"
            .formatted(key, problem),
        cause);
  }
}
