package org.llamajvm.models.constraint;

/**
 * How to read a JSON schema.
 *
 * @param strict whether a schema is refused if it asks for what cannot be enforced; else {@link
 *     Constraint#unenforced} lists it
 * @param anyOrder whether members of an object come in any order, and every valid text is possible;
 *     else in the schema's order, so that the model fills in what the schema names first, and
 *     without members that the schema does not name, unless it says something of them
 */
public record SchemaOptions(boolean strict, boolean anyOrder) {

  /** Strict, in the schema's order. */
  public static SchemaOptions defaults() {
    return new SchemaOptions(true, false);
  }

  /** The same, strict or not. */
  public SchemaOptions withStrict(boolean value) {
    return new SchemaOptions(value, anyOrder);
  }

  /** The same with members in any order or not. */
  public SchemaOptions withAnyOrder(boolean value) {
    return new SchemaOptions(strict, value);
  }
}
