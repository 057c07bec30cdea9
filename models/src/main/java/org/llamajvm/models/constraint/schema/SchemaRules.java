package org.llamajvm.models.constraint.schema;

/**
 * How to compile a schema.
 *
 * @param strict whether what cannot be enforced is a fault
 * @param anyOrder whether members come in any order; else in the schema's
 */
public record SchemaRules(boolean strict, boolean anyOrder) {}
