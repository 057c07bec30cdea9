package org.llamajvm.models.constraint.schema;

/** Keywords that no schema of others has; they stand for what cannot be said otherwise. */
final class Keywords {

  static final String NOT_PATTERN = "\0pattern";
  static final String NOT_FORMAT = "\0format";
  static final String NOT_ENUM = "\0enum";
  static final String NOT_WHOLE = "\0integer";

  /** An object has a member with a name that is not in the list. */
  static final String OTHER_THAN = "\0properties";

  private Keywords() {}
}
