package org.llamajvm.models.constraint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Constraints that are malformed or large: each compiles or is refused. The timeouts end a test
 * that would go on for hours.
 */
@Timeout(120)
class HardConstraintTest {

  private static String joined(int count, IntFunction<String> part) {
    return IntStream.range(0, count).mapToObj(part).collect(Collectors.joining(","));
  }

  /** A schema of definitions {@code a0}, {@code a1} and so on, that begins with the first. */
  private static String definitions(String first, int count, IntFunction<String> definition) {
    String all = joined(count, i -> "\"a%d\": %s".formatted(i, definition.apply(i)));
    return "{%s, \"$defs\": {%s, \"a%d\": {\"type\": \"object\"}}}".formatted(first, all, count);
  }

  private static String reference(int index) {
    return "\"$ref\": \"#/$defs/a%d\"".formatted(index);
  }

  private static void assertRefused(ThrowingCallable constraint, String part) {
    assertThatThrownBy(constraint)
        .isInstanceOf(ConstraintException.class)
        .message()
        .containsAnyOf(part, "it takes too long");
  }

  private static Constraint lenient(String schema) {
    return Constraint.jsonSchema(schema, SchemaOptions.defaults().withStrict(false));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'items': null}",
        "{'properties': {'a': null}}",
        "{'patternProperties': {'x': null}}",
        "{'contains': null}",
        "{'anyOf': [null]}",
        "{'oneOf': [null, {}]}",
        "{'not': {'if': null, 'then': true}}",
        "{'if': {'not': null}, 'then': true}",
        "{'properties': {'a': {'anyOf': ['x']}}}"
      })
  void whatIsNoSchemaIsRefused(String schema) {
    assertRefused(() -> lenient(schema.replace('\'', '"')), "a schema must be an object");
  }

  @Test
  void aTypeOfNullIsRefused() {
    assertRefused(() -> Constraint.jsonSchema("{\"type\": null}"), "the name of a type");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{'not': {'required': [1]}}", "{'not': {'required': [null]}}"})
  void whatIsMalformedHasNoComplement(String schema) {
    assertRefused(
        () -> Constraint.jsonSchema(schema.replace('\'', '"')), "there is no complement of");
  }

  @Test
  void whatIsUsedTwiceOnEachOfManyLevelsIsLookedAtOnce() {
    String schema =
        definitions(
            reference(0),
            60,
            i ->
                "{\"type\": \"object\", \"required\": [\"x\", \"y\"], \"properties\":"
                    + " {\"x\": {%1$s}, \"y\": {%1$s}}}".formatted(reference(i + 1)));

    assertThat(Constraint.jsonSchema(schema).matches("{\"x\": {}}")).isFalse();
  }

  @Test
  void aLongChainOfReferencesIsRefused() {
    String schema = definitions(reference(0), 20_000, i -> "{%s}".formatted(reference(i + 1)));

    assertRefused(() -> Constraint.jsonSchema(schema), "refer to each other more than 500 deep");
  }

  @Test
  void theComplementOfALongChainOfReferencesIsRefused() {
    String schema =
        definitions(
            "\"not\": {%s}".formatted(reference(0)),
            20_000,
            i -> "{%s}".formatted(reference(i + 1)));

    assertRefused(() -> Constraint.jsonSchema(schema), "schemas more than 250 deep");
  }

  @Test
  void aLongChainOfReferencesWithOtherKeywordsIsRefused() {
    String schema =
        definitions(reference(0), 60_000, i -> "{\"minimum\": 1, %s}".formatted(reference(i + 1)));

    assertRefused(() -> Constraint.jsonSchema(schema), "it takes too long");
  }

  @Test
  void manyChoicesForOneValueAreRefused() {
    String schema = "{\"allOf\": [%s]}".formatted(joined(20_000, i -> "{\"anyOf\": [{}]}"));

    assertRefused(() -> Constraint.jsonSchema(schema), "more than 1000 choices");
  }

  @Test
  void longListsOfValuesAreComparedOnce() {
    String values = joined(120_000, i -> "\"v%06d\"".formatted(i));
    String schema =
        "{\"allOf\": [{\"enum\": [%1$s]}, {\"enum\": [%1$s]}], \"not\": {\"enum\": [%1$s]}}"
            .formatted(values);

    assertRefused(() -> Constraint.jsonSchema(schema), "no value at all fits");
  }

  @Test
  void manyMembersAreCountedOnce() {
    String members = joined(20_000, i -> "\"p%d\": {}".formatted(i));
    Constraint constraint =
        Constraint.jsonSchema(
            "{\"type\": \"object\", \"minProperties\": 2, \"additionalProperties\": false,"
                + " \"properties\": {%s}}".formatted(members));

    assertThat(constraint.matches("{\"p1\": 1, \"p7\": 2}")).isTrue();
    assertThat(constraint.matches("{\"p1\": 1}")).isFalse();
    assertThat(constraint.matches("{\"p19999\": 1, \"p7\": 2}")).isFalse();
  }

  @Test
  void manyLookAheadsAreRefused() {
    assertRefused(
        () -> Constraint.regex("(?=a)".repeat(20_000) + "a"), "more than 100 look-aheads");
  }

  @Test
  void bracesThatCountNothingAreReadOnce() {
    assertRefused(() -> Constraint.regex("{".repeat(1_000_000)), "parts");
  }

  @Test
  void manyLettersOfBothCasesAreReadOnce() {
    assertRefused(() -> Constraint.regex("(?i)" + "ab".repeat(500_000)), "parts");
  }

  @Test
  void aPropertyOfUnicodeIsLookedUpOnce() {
    assertRefused(() -> Constraint.regex("\\p{L}".repeat(100_000)), "parts");
  }

  @Test
  void aLongRowOfRulesThatMayBeEmptyIsRefused() {
    assertRefused(
        () -> Constraint.grammar("root ::= " + "a ".repeat(30_000) + "\na ::= \"x\"?\n"),
        "begin with each other more than 500 deep");
  }
}
