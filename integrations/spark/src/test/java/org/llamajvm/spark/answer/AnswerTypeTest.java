package org.llamajvm.spark.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnswerTypeTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"type": "string", "maxLength": 9}                          | string
          {"type": "integer"}                                         | bigint
          {"type": "number"}                                          | double
          {"type": ["integer", "number"]}                             | double
          {"type": "boolean"}                                         | boolean
          {"enum": ["red", "green", null]}                            | string
          {"enum": [1, 2]}                                            | bigint
          {"enum": [1, 2.5]}                                          | double
          {"const": true}                                             | boolean
          {"type": "array", "items": {"type": "number"}}              | array<double>
          {"type": "object", "additionalProperties": {"type": "integer"}} | map<string,bigint>
          {"anyOf": [{"type": "string"}, {"type": "null"}]}           | string
          {"allOf": [{"type": "string"}, {"minLength": 2}]}           | string
          {"oneOf": [{"const": "a"}, {"pattern": "b", "type": "string"}]} | string
          {"$ref": "#/$defs/a~1b", "$defs": {"a/b": {"type": "boolean"}}} | boolean
          {"type": "object", "properties": {"a": {"type": "object", "properties": {"b": {"enum": ["x"]}}}, "c": {"type": "array", "items": {"type": "array", "items": {"type": "integer"}}}}} | struct<a:struct<b:string>,c:array<array<bigint>>>
          """)
  void isThatOfSpark(String schema, String type) {
    assertThat(AnswerType.of(schema).catalogString()).isEqualTo(type);
  }

  @Test
  void isNullableWhereAMemberMayBeMissingOrNull() {
    String type =
        AnswerType.of(
                """
                {
                  "type": "object",
                  "properties": {
                    "always": {"type": "string"},
                    "perhaps": {"type": "string"},
                    "null": {"type": ["string", "null"]},
                    "either": {"anyOf": [{"type": "integer"}, {"type": "null"}]},
                    "items": {"type": "array", "items": {"enum": [true, null]}},
                    "neither": {"allOf": [{"type": ["string", "null"]}, {"type": "string"}]}
                  },
                  "required": ["always", "null", "either", "items", "neither"]
                }
                """)
            .sql();
    assertThat(type)
        .isEqualTo(
            "STRUCT<always: STRING NOT NULL, perhaps: STRING, null: STRING, either: BIGINT,"
                + " items: ARRAY<BOOLEAN> NOT NULL, neither: STRING NOT NULL>");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"properties": {"a": {"type": "string"}}}                   | # says no type
          true                                                        | # says no type
          {"type": "null"}                                            | # says no type
          {"type": ["string", "boolean"]}                             | # has several types, [BOOLEAN, STRING]
          {"enum": ["a", 1]}                                          | # has several types, [BIGINT, STRING]
          {"anyOf": [{"type": "string"}, {"minLength": 1}]}           | # says no type
          {"type": "array"}                                           | #/items says no type
          {"type": "array", "prefixItems": [{"type": "string"}]}      | # is an array whose items differ by their place
          {"type": "object"}                                          | #/additionalProperties says no type
          {"type": "object", "properties": {"a": {"type": "object", "properties": {"b": {}}}}} | #/properties/a/properties/b says no type
          {"type": "object", "properties": {"child": {"$ref": "#"}}}  | #/properties/child contains itself by the $ref '#'
          {"$ref": "#/$defs/none"}                                    | # has the $ref '#/$defs/none', which points to nothing
          {"$ref": "other.json"}                                      | # has the $ref 'other.json', which is no place such as #/$defs/name
          """)
  void refusesWhatNoColumnHolds(String schema, String problem) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AnswerType.of(schema))
        .withMessage(
            "%s. Change the responseSchema, or leave answerColumns out and read the text", problem);
  }
}
