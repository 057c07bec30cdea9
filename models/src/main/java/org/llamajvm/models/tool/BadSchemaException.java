package org.llamajvm.models.tool;

import org.llamajvm.format.ModelException;

/** The schema of a function's parameters is not what it must be. */
final class BadSchemaException extends ModelException {

  private static final long serialVersionUID = 1L;

  BadSchemaException(String problem) {
    super(
        Kind.CORRUPT,
        "The schema of a tool's parameters must be an object of JSON: " + problem,
        null,
        -1);
  }
}
