package org.llamajvm.models.constraint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Keywords of JSON schema; another validator says which instances are valid. */
class KeywordTest {

  private static final SchemaOptions ANY_ORDER = SchemaOptions.defaults().withAnyOrder(true);

  private static Arguments of(String schema, String... instances) {
    return Arguments.of(schema, List.of(instances));
  }

  static Stream<Arguments> schemas() {
    return Stream.of(
        of("{\"type\": \"integer\"}", "3", "-0", "3.5", "\"3\""),
        of("{\"type\": [\"null\", \"object\"]}", "null", "{\"a\": 1}", "[]"),
        of("{\"enum\": [\"a\", 2, [null]]}", "\"a\"", "2", "[null]", "\"b\"", "[]"),
        of("{\"const\": {\"a\": [1]}}", "{\"a\": [1]}", "{\"a\": [2]}", "{}"),
        of("{\"type\": \"number\", \"minimum\": -1.5}", "-1.5", "0", "-1.51", "-2"),
        of("{\"type\": \"number\", \"maximum\": 10}", "10", "-3", "10.01", "11"),
        of("{\"type\": \"number\", \"exclusiveMinimum\": 2}", "2.001", "3", "2", "1.9"),
        of("{\"type\": \"number\", \"exclusiveMaximum\": 2}", "1.999", "-7", "2", "2.1"),
        of("{\"type\": \"number\", \"multipleOf\": 0.5}", "1.5", "-2", "1.25", "0.1"),
        of("{\"type\": \"string\", \"minLength\": 2}", "\"ab\"", "\"🦉é\"", "\"a\"", "\"🦉\""),
        of("{\"type\": \"string\", \"maxLength\": 2}", "\"\"", "\"🦉é\"", "\"abc\""),
        of("{\"type\": \"string\", \"pattern\": \"b+c\"}", "\"abbcd\"", "\"bc\"", "\"bb\""),
        of("{\"type\": \"string\", \"format\": \"date\"}", "\"2024-02-29\"", "\"2023-02-29\""),
        of(
            "{\"type\": \"string\", \"format\": \"ipv4\"}",
            "\"127.0.0.1\"",
            "\"256.0.0.1\"",
            "\"1.2.3\""),
        of(
            "{\"type\": \"string\", \"format\": \"ipv6\"}",
            "\"::\"",
            "\"1:2:3:4:5:6:7:8\"",
            "\"1::3:4:5:6:7:8\"",
            "\"::3:4:5:6:7:8\"",
            "\"1:2:3:4:5:6:7::\"",
            "\"1:2:3:4:5::7:8\"",
            "\"::ffff:1.2.3.4\"",
            "\"1:2:3:4:5::6:7:8:9\"",
            "\"1::2:3:4:5:6:7:8\"",
            "\"1:2:3:4:5:6:7\""),
        of(
            "{\"type\": \"string\", \"format\": \"uuid\"}",
            "\"123e4567-e89b-12d3-a456-426614174000\"",
            "\"123e4567-e89b-12d3-a456\""),
        of("{\"properties\": {\"a\": {\"type\": \"null\"}}}", "{\"a\": null}", "{\"a\": 1}", "7"),
        of("{\"required\": [\"b\", \"a\"]}", "{\"a\": 1, \"b\": 2}", "{\"a\": 1}", "[]"),
        of(
            "{\"properties\": {\"a\": true}, \"additionalProperties\": {\"type\": \"null\"}}",
            "{\"a\": 1, \"b\": null}",
            "{\"b\": 1}"),
        of(
            "{\"patternProperties\": {\"^x\": {\"type\": \"integer\"}}}",
            "{\"x1\": 2, \"y\": \"a\"}",
            "{\"x1\": \"a\"}"),
        of("{\"propertyNames\": {\"maxLength\": 2}}", "{\"ab\": 1}", "{\"abc\": 1}"),
        of("{\"minProperties\": 1}", "{\"a\": 1, \"b\": 1}", "{}"),
        of(
            "{\"properties\": {\"a\": true, \"b\": true, \"c\": true},"
                + " \"additionalProperties\": false, \"minProperties\": 2}",
            "{\"a\": 1, \"c\": 1}",
            "{\"b\": 1}"),
        of("{\"required\": [\"a\"], \"minProperties\": 2}", "{\"a\": 1, \"b\": 1}", "{\"a\": 1}"),
        of("{\"maxProperties\": 1}", "{}", "{\"a\": 1}", "{\"a\": 1, \"b\": 1}"),
        of("{\"items\": {\"type\": \"boolean\"}}", "[true, false]", "[]", "[true, 1]"),
        of(
            "{\"prefixItems\": [{\"type\": \"null\"}], \"items\": {\"type\": \"integer\"}}",
            "[null, 1]",
            "[]",
            "[1]",
            "[null, null]"),
        of("{\"minItems\": 2}", "[1, 2]", "[1]", "{}"),
        of("{\"maxItems\": 1}", "[1]", "[1, 2]"),
        of("{\"contains\": {\"const\": 5}}", "[1, 5]", "[1, 2]", "[]"),
        of("{\"contains\": {\"const\": 5}, \"minContains\": 2}", "[5, 1, 5]", "[5, 1]", "[]"),
        of("{\"allOf\": [{\"type\": \"integer\"}, {\"minimum\": 3}]}", "3", "2", "3.5"),
        of("{\"anyOf\": [{\"type\": \"null\"}, {\"const\": 1}]}", "null", "1", "2"),
        of(
            "{\"oneOf\": [{\"type\": \"integer\", \"minimum\": 5},"
                + " {\"type\": \"integer\", \"maximum\": 7}]}",
            "4",
            "8",
            "6"),
        of("{\"not\": {\"type\": \"string\"}}", "1", "\"a\""),
        of(
            "{\"type\": \"object\", \"not\": {\"properties\": {\"a\": true},"
                + " \"additionalProperties\": false}}",
            "{\"z\": 1}",
            "{\"a\": 1, \"z\": 1}",
            "{\"z\": 1, \"a\": 1}",
            "{\"a\": 1}",
            "{}"),
        of(
            "{\"oneOf\": [{\"type\": \"object\", \"not\": {\"properties\": {\"a\": true},"
                + " \"additionalProperties\": false}}, {\"type\": \"object\"}]}",
            "{\"a\": 1}",
            "{}",
            "{\"z\": 1}",
            "{\"a\": 1, \"z\": 1}"),
        of(
            "{\"not\": {\"properties\": {\"a\": true}, \"additionalProperties\": false},"
                + " \"properties\": {\"b\": {\"type\": \"null\"}}, \"maxProperties\": 2,"
                + " \"enum\": [{\"z\": 1}, {\"a\": 1}, {\"b\": null}, {\"b\": 1}, {}, 5]}",
            "{\"z\": 1}",
            "{\"a\": 1}",
            "{\"b\": null}",
            "{\"b\": 1}",
            "{}",
            "5"),
        of(
            "{\"type\": \"object\", \"not\": {\"additionalProperties\": false},"
                + " \"properties\": {\"b\": true, \"c\": true}, \"required\": [\"c\"],"
                + " \"maxProperties\": 2, \"minProperties\": 2}",
            "{\"c\": 1, \"z\": 1}",
            "{\"b\": 1, \"c\": 1}",
            "{\"c\": 1}",
            "{\"c\": 1, \"b\": 1, \"z\": 1}"),
        of(
            "{\"allOf\": [{\"multipleOf\": 4}, {\"multipleOf\": 6}, {\"multipleOf\": 0.5}]}",
            "12",
            "-24",
            "4",
            "6",
            "8",
            "12.5"),
        of(
            "{\"type\": \"number\", \"multipleOf\": 9973, \"minimum\": 1, \"maximum\": 1e9}",
            "9973",
            "19946",
            "9973.0",
            "9973.5",
            "9974",
            "0"),
        of(
            "{\"if\": {\"type\": \"integer\"}, \"then\": {\"minimum\": 3},"
                + " \"else\": {\"type\": \"null\"}}",
            "3",
            "null",
            "2",
            "\"a\""),
        of(
            "{\"dependentRequired\": {\"a\": [\"b\"]}}",
            "{\"b\": 1}",
            "{\"a\": 1, \"b\": 1}",
            "{\"a\": 1}"),
        of(
            "{\"dependentSchemas\": {\"a\": {\"maxProperties\": 1}}}",
            "{\"a\": 1}",
            "{\"b\": 1, \"c\": 1}",
            "{\"a\": 1, \"b\": 1}"),
        of(
            "{\"$schema\": \"http://json-schema.org/draft-07/schema#\","
                + " \"dependencies\": {\"a\": [\"b\"]}}",
            "{}",
            "{\"a\": 1}"),
        of(
            "{\"properties\": {\"a\": true}, \"unevaluatedProperties\": false}",
            "{\"a\": 1}",
            "{\"b\": 1}"),
        of("{\"prefixItems\": [true], \"unevaluatedItems\": false}", "[1]", "[1, 2]"),
        of(
            "{\"$id\": \"http://e.com/s\", \"$defs\": {\"q\": {\"type\": \"integer\"}},"
                + " \"properties\": {\"const\": {\"$id\": \"http://e.com/t\","
                + " \"$defs\": {\"q\": {\"type\": \"string\"}}, \"$ref\": \"#/$defs/q\"}}}",
            "{\"const\": \"x\"}",
            "{\"const\": 1}"),
        of(
            "{\"$ref\": \"#/$defs/t\", \"$defs\": {\"t\": {\"type\": \"array\","
                + " \"items\": {\"$ref\": \"#/$defs/t\"}}}}",
            "[[], [[]]]",
            "[1]"),
        of("true", "1", "{\"a\": [null]}"));
  }

  @ParameterizedTest
  @MethodSource("schemas")
  void agreesWithAnotherValidator(String schema, List<String> instances) {
    Constraint constraint = Constraint.jsonSchema(schema, ANY_ORDER);
    JsonValidator validator = new JsonValidator(schema);
    List<Boolean> valid =
        instances.stream().map(instance -> validator.faults(instance).isEmpty()).toList();
    assertThat(valid).contains(true);
    assertThat(valid.contains(false) || schema.equals("true")).isTrue();
    assertThat(instances.stream().map(constraint::matches).toList())
        .as("%s for %s", schema, instances)
        .isEqualTo(valid);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "{\"uniqueItems\": true} | uniqueItems",
        "{\"contains\": true, \"maxContains\": 2} | maxContains",
        "{\"$dynamicRef\": \"#x\"} | $dynamicRef",
        "{\"$ref\": \"https://example.org/other.json\"} | https://example.org/other.json",
        "{\"format\": \"idn-email\"} | idn-email",
        "{\"pattern\": \"(?<=a)b\"} | look-behind",
        "{\"type\": \"number\", \"multipleOf\": 0.123456789} | multipleOf",
        "{\"multipleOf\": 86400, \"minimum\": 0} | multipleOf",
        "{\"allOf\": [{\"multipleOf\": 997}, {\"multipleOf\": 991}]} | multipleOf",
        "{\"items\": [true], \"unevaluatedItems\": false} | unevaluatedItems",
        "{\"uniqueItems\": \"yes\"} | uniqueItems must be true or false",
        "{\"additionalProperties\": null} | a schema must be an object or a truth value, not null",
        "{\"prefixItems\": [true], \"items\": null} | not null",
        "5e0 | a schema must be an object or a truth value, not 5e0",
        "null | a schema must be an object or a truth value, not null"
      })
  void refusesByNameWhatItCannotEnforce(String schema, String name) {
    assertThatThrownBy(() -> Constraint.jsonSchema(schema))
        .isInstanceOf(ConstraintException.class)
        .hasMessageContaining(name);
  }
}
