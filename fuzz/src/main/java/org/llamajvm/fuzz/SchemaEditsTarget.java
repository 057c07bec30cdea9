package org.llamajvm.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.llamajvm.models.constraint.Constraint;
import org.llamajvm.models.constraint.SchemaOptions;

/** JSON schemas that are JSON, with the keywords that are compiled. */
public final class SchemaEditsTarget {

  private static final JsonEdits EDITS =
      new JsonEdits(
          List.of(
              """
              {"type": "object", "required": ["a"], "additionalProperties": false,
               "properties": {"a": {"type": "array", "items": {"type": ["number", "boolean"]},
                 "minItems": 1, "maxItems": 4, "uniqueItems": true},
                 "b": {"$ref": "#/$defs/tree"}, "c": {"const": {"x": [1, null]}}},
               "$defs": {"tree": {"type": "object", "maxProperties": 3,
                 "properties": {"left": {"$ref": "#/$defs/tree"}, "name": {"type": "string",
                   "minLength": 1, "maxLength": 9, "pattern": "^[a-z]+(-[0-9])?$"}}}}}
              """,
              """
              {"anyOf": [{"type": "string", "format": "date-time"}, {"enum": ["x", 1, 2.5, null]},
                {"type": "integer", "minimum": -3, "exclusiveMaximum": 1000, "multipleOf": 5}],
               "not": {"const": "x"}, "if": {"type": "string"}, "then": {"minLength": 2},
               "else": {"oneOf": [{"maximum": 10}, {"minimum": 20}]}}
              """,
              """
              {"type": "array", "prefixItems": [{"type": "boolean"}, true],
               "items": {"allOf": [{"minProperties": 1}, {"patternProperties": {"^a": false}}]},
               "contains": {"type": "object"}, "minContains": 1, "maxContains": 2,
               "definitions": {"d": {"propertyNames": {"maxLength": 3},
                 "dependentRequired": {"a": ["b"]}, "dependentSchemas": {"b": {"required": ["c"]}}}}}
              """),
          List.of(
              "$ref",
              "$defs",
              "$id",
              "$anchor",
              "additionalItems",
              "unevaluatedProperties",
              "unevaluatedItems",
              "exclusiveMinimum",
              "contentEncoding",
              "nullable",
              "default"));

  private SchemaEditsTarget() {}

  /** Called by the fuzzer. */
  public static void fuzzerTestOneInput(byte[] input) {
    String schema = new String(EDITS.apply(input), StandardCharsets.UTF_8);
    boolean strict = input.length % 2 == 0;
    SchemaOptions options = SchemaOptions.defaults().withStrict(strict);
    Contract.hold(() -> ConstraintTarget.match(Constraint.jsonSchema(schema, options)));
  }
}
