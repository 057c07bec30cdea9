package org.llamajvm.models.constraint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts that constraints allow, and constraints that are refused. */
class ConstraintTest {

  /** The limit of time comes before the others where other work slows the machine. */
  private static final String TOO_LONG = "it takes too long";

  private static Arguments schema(String schema, List<String> allowed, List<String> refused) {
    return Arguments.of(schema.replace('\'', '"'), quoted(allowed), quoted(refused));
  }

  private static List<String> quoted(List<String> texts) {
    return texts.stream().map(text -> text.replace('\'', '"')).toList();
  }

  static Stream<Arguments> schemas() {
    return Stream.of(
        schema(
            "{'type': 'object', 'properties': {'a': {'type': 'integer'}, 'b': {}},"
                + " 'required': ['b'], 'additionalProperties': false}",
            List.of("{'a': 1, 'b': null}", "{'b':[1,{'x':2.5e3}]}", "{\n  'b': 'x'\n}"),
            List.of("{'a': 1}", "{'b': 1, 'b': 2}", "{'b': 1, 'c': 1}", "{'a': 1.5, 'b': 1}")),
        schema(
            "{'type': 'number', 'minimum': -1.5, 'exclusiveMaximum': 10, 'multipleOf': 0.5}",
            List.of("-1.5", "0", "9.5", "3.50", "-0.5"),
            List.of("-2", "10", "0.25", "9.75", "1e1", "01")),
        schema(
            "{'type': 'integer', 'minimum': 7, 'maximum': 1203}",
            List.of("7", "10", "999", "1000", "1203"),
            List.of("6", "1204", "2000", "-8", "12030", "8.0")),
        schema(
            "{'type': 'string', 'pattern': '^a[0-9]{2,3}$', 'maxLength': 3}",
            List.of("'a12'"),
            List.of("'a123'", "'a1'", "'xa12'", "a12")),
        schema(
            "{'type': 'string', 'minLength': 2, 'maxLength': 3}",
            List.of("'\u00e9\u00e9'", "'\ud83d\ude00x\\n'"),
            List.of("'x'", "'abcd'", "''")),
        schema(
            "{'enum': ['red', 3, null, {'a': [1]}], 'not': {'const': 3}}",
            List.of("'red'", "null", "{'a': [1]}"),
            List.of("3", "'blue'", "{'a': [2]}")),
        schema(
            "{'$ref': '#/$defs/tree', '$defs': {'tree': {'type': 'object', 'properties':"
                + " {'left': {'$ref': '#/$defs/tree'}}, 'additionalProperties': false}}}",
            List.of("{}", "{'left': {'left': {}}}"),
            List.of("{'left': 1}", "{'left': {'right': {}}}")),
        schema(
            "{'oneOf': [{'required': ['a']}, {'required': ['b']}], 'type': 'object'}",
            List.of("{'a': 1}", "{'b': 1, 'c': 2}"),
            List.of("{}", "{'a': 1, 'b': 2}")),
        schema(
            "{'type': 'array', 'prefixItems': [{'type': 'boolean'}], 'items': {'type': 'null'},"
                + " 'minItems': 1, 'maxItems': 3}",
            List.of("[true]", "[false, null, null]"),
            List.of("[]", "[null]", "[true, 1]", "[true, null, null, null]")),
        schema(
            "{'type': 'array', 'contains': {'const': 5}, 'items': {'type': 'integer'}}",
            List.of("[5]", "[1, 5, 2]"),
            List.of("[]", "[1, 2]", "['5']")),
        schema(
            "{'type': 'object', 'patternProperties': {'^x': {'type': 'integer'}},"
                + " 'additionalProperties': {'type': 'string'}, 'minProperties': 1}",
            List.of("{'x1': 1}", "{'y': 'a', 'x': 2}"),
            List.of("{}", "{'x1': 'a'}", "{'y': 1}")),
        schema(
            "{'type': 'object', 'if': {'properties': {'k': {'const': 1}}, 'required': ['k']},"
                + " 'then': {'required': ['v']}}",
            List.of("{'k': 1, 'v': 2}", "{'k': 2}", "{}"),
            List.of("{'k': 1}")),
        schema(
            "{'type': 'string', 'format': 'date'}",
            List.of("'2024-02-29'", "'1999-12-31'"),
            List.of("'2023-02-29'", "'2024-13-01'", "'x'")),
        schema(
            "{'type': 'object', 'propertyNames': {'maxLength': 2}, 'dependentRequired':"
                + " {'a': ['b']}}",
            List.of("{'a': 1, 'b': 2}", "{'cc': 1}"),
            List.of("{'a': 1}", "{'ccc': 1}")));
  }

  @ParameterizedTest
  @MethodSource("schemas")
  void allowsWhatASchemaAllows(String schema, List<String> allowed, List<String> refused) {
    Constraint constraint =
        Constraint.jsonSchema(schema, SchemaOptions.defaults().withAnyOrder(true));
    assertThat(allowed).as(schema).allMatch(constraint::matches);
    assertThat(refused).as(schema).noneMatch(constraint::matches);
  }

  @Test
  void writesMembersInTheOrderOfTheSchema() {
    Constraint open =
        Constraint.jsonSchema(
            """
            {"type": "object", "properties": {"z": {}, "a": {}}, "required": ["a"],
             "additionalProperties": {}}\
            """);
    assertThat(List.of("{\"z\": 1, \"a\": 2}", "{\"a\": 2, \"q\": 3}")).allMatch(open::matches);
    assertThat(List.of("{\"a\": 2, \"z\": 1}", "{\"q\": 3, \"a\": 2}")).noneMatch(open::matches);
  }

  @Test
  void writesNoMembersThatTheSchemaDoesNotName() {
    Constraint named = Constraint.jsonSchema("{\"type\": \"object\", \"properties\": {\"a\": {}}}");
    assertThat(List.of("{}", "{\"a\": 2}")).allMatch(named::matches);
    assertThat(named.matches("{\"a\": 2, \"q\": 3}")).isFalse();
    Constraint more =
        Constraint.jsonSchema(
            "{\"type\": \"object\", \"properties\": {\"a\": {}}, \"required\": [\"a\"],"
                + " \"minProperties\": 2}");
    assertThat(more.matches("{\"a\": 2, \"q\": 3}")).isTrue();
  }

  static Stream<Arguments> refusedSchemas() {
    return Stream.of(
        Arguments.of("{\"$ref\": \"#\"}", "without any progress"),
        Arguments.of("{\"anyOf\": [{\"$ref\": \"#\"}]}", "without any progress"),
        Arguments.of("{\"$ref\": \"http://example.org/a.json\"}", "outside of the schema"),
        Arguments.of("{\"$ref\": \"#/$defs/x\"}", "points to nothing"),
        Arguments.of("{\"type\": \"array\", \"uniqueItems\": true}", "#: uniqueItems cannot be"),
        Arguments.of(
            "{\"required\": [\"a\"], \"minProperties\": 3}",
            "#: minProperties by members that the schema does not name cannot be"),
        Arguments.of("{\"type\": \"text\"}", "type must be"),
        Arguments.of("{\"pattern\": \"(?<=x)*\"}", "look-behind"),
        Arguments.of("{\"pattern\": \"a{1,2000000000}\"}", "repetitions"),
        Arguments.of("{\"pattern\": \"foo**\"}", "nothing to repeat"),
        Arguments.of(
            "{\"pattern\": \"" + "(".repeat(60_000) + "a" + ")".repeat(60_000) + "\"}", "nested"),
        Arguments.of(
            "{\"$ref\": \"#/$defs/a\", \"$defs\": {\"a\": {\"type\": \"object\","
                + " \"properties\": {\"a\": {\"$ref\": \"#/$defs/a\"}}, \"required\": [\"a\"]}}}",
            "no value at all"),
        Arguments.of("[1]", "a schema must be"),
        Arguments.of("{", "no JSON"));
  }

  @ParameterizedTest
  @MethodSource("refusedSchemas")
  void refusesWithTheReason(String schema, String reason) {
    long start = System.nanoTime();
    assertThatThrownBy(() -> Constraint.jsonSchema(schema))
        .isInstanceOf(ConstraintException.class)
        .hasMessageContaining(reason);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(30));
  }

  @Test
  void readsLongListsOfValues() {
    String values =
        IntStream.range(0, 50_000)
            .mapToObj(i -> "\"value number " + i + "\"")
            .collect(Collectors.joining(",", "{\"enum\": [", "]}"));
    Constraint constraint = Constraint.jsonSchema(values);
    assertThat(constraint.matches("\"value number 49999\"")).isTrue();
    assertThat(constraint.matches("\"value number 50000\"")).isFalse();
  }

  @Test
  void readsLongListsOfObjects() {
    String values =
        IntStream.range(0, 20_000)
            .mapToObj(i -> "{\"id\": %d, \"tags\": [%d, \"a\"], \"none\": {}}".formatted(i, i % 7))
            .collect(Collectors.joining(",", "{\"enum\": [", "]}"));
    Constraint constraint = Constraint.jsonSchema(values);
    assertThat(constraint.matches("{\"id\":19999,\"tags\":[0,\"a\"],\"none\":{}}")).isTrue();
    assertThat(constraint.matches("{\n  \"id\": 8, \"tags\": [ 1, \"a\" ],\"none\": { } }"))
        .isTrue();
    assertThat(constraint.matches("{\"id\":8,\"tags\":[2,\"a\"],\"none\":{}}")).isFalse();
    assertThat(constraint.matches("{\"id\":20000,\"tags\":[1,\"a\"],\"none\":{}}")).isFalse();
  }

  @Test
  void listsWhatIsNotEnforced() {
    Constraint constraint =
        Constraint.jsonSchema(
            "{\"type\": \"array\", \"uniqueItems\": true}",
            SchemaOptions.defaults().withStrict(false));
    assertThat(constraint.unenforced()).containsExactly("#: uniqueItems cannot be enforced");
    assertThat(constraint.matches("[1, 1]")).isTrue();
  }

  @Test
  void readsRegularExpressions() {
    Constraint constraint = Constraint.regex("(?!ab)[a-c]{2,4}(-\\d+)?|\\p{Lu}+");
    assertThat(List.of("ba", "cab-12", "\u00c4\u00d6")).allMatch(constraint::matches);
    assertThat(List.of("ab", "abc-1", "a", "ba-", "\u00e4")).noneMatch(constraint::matches);
  }

  @Test
  void readsGrammars() {
    Constraint constraint =
        Constraint.grammar(
            """
            # sums
            root ::= term ("+" term)*
            term ::= number | "(" root ")"
            number ::= [0-9]{1,3} # digits
            """);
    assertThat(List.of("1", "12+(3+(4))")).allMatch(constraint::matches);
    assertThat(List.of("", "1+", "(1", "1234")).noneMatch(constraint::matches);
    assertThatThrownBy(() -> Constraint.grammar("root ::= root \"a\" | \"b\""))
        .hasMessageContaining("left recursion");
    assertThatThrownBy(() -> Constraint.grammar("root ::= other")).hasMessageContaining("'other'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a?", "a*b*", "(a|b?)"})
  void longRowsOfWhatMayBeLeftOutAreRefused(String part) {
    assertThatThrownBy(() -> Constraint.regex(part.repeat(20_000)))
        .isInstanceOf(ConstraintException.class)
        .message()
        .containsAnyOf("more than 1000 parts in a row that may be left out", TOO_LONG);
    assertThat(Constraint.regex(part.repeat(300)).matches("a".repeat(100))).isTrue();
  }

  @Test
  void longRowsOfRulesAreRead() {
    String row = "root ::= " + "x ".repeat(20_000) + "\nx ::= \"(\" x \")\" | \"a\"";
    assertThat(Constraint.grammar(row).matches("(a)".repeat(20_000))).isTrue();
  }

  @Test
  void constraintsAreNotNestedWithoutEnd() {
    Constraint inner = Constraint.text("a");
    for (int i = 1; i < 250; i++) {
      inner = Constraint.sequence(inner, Constraint.text("b"));
    }
    assertThat(inner.matches("a" + "b".repeat(249))).isTrue();
    Constraint deepest = inner;
    assertThatThrownBy(deepest::optional).hasMessage("constraints are nested more than 250 deep");
  }

  static Stream<Arguments> hostileGrammars() {
    return Stream.of(
        Arguments.of(chain(20_000, "\"a\""), "begin with each other more than 500 deep"),
        Arguments.of("root ::= x root \"a\" | \"a\"\nx ::= \"\"", "left recursion"),
        Arguments.of(
            "root ::= \"a\"\n  x ::= \"a\"{1,1000000000}",
            "grammar, line 2, column 13: a repetition of 1000000000 times; at most 2000 are possible"),
        Arguments.of(
            "root ::= \"a\"{" + "9".repeat(100_000) + "}", "a repetition of 99999999999999999999…"),
        Arguments.of("root ::= \"a\"{x}", "expected {n}"),
        Arguments.of("root ::= " + "(".repeat(300) + "\"a\"" + ")".repeat(300), "nested"),
        Arguments.of("", "no rule 'root'"));
  }

  /** Rules each of which is the next one. */
  private static String chain(int rules, String last) {
    return IntStream.range(0, rules)
            .mapToObj(i -> "r%d ::= r%d\n".formatted(i, i + 1))
            .collect(Collectors.joining("", "root ::= r0\n", "r" + rules + " ::= "))
        + last;
  }

  @ParameterizedTest
  @MethodSource("hostileGrammars")
  @Timeout(30)
  void refusesGrammarsThatWouldNotEnd(String grammar, String message) {
    assertThatThrownBy(() -> Constraint.grammar(grammar))
        .isInstanceOf(ConstraintException.class)
        .message()
        .containsAnyOf(message, TOO_LONG);
  }

  @Test
  void readsRulesThatBeginWithManyOthers() {
    assertThat(Constraint.grammar(chain(400, "\"a\"")).matches("a")).isTrue();
  }

  /** The stack of the text so far grows with each byte, and the ways to read it as well. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "root ::= \"a\" root \"b\"* | \"c\"",
        "root ::= x*\nx ::= \"a\" | \"a\" x | \"a\" root"
      })
  @Timeout(60)
  void textsThatCanBeReadInTooManyWaysAreRefused(String grammar) {
    Constraint constraint = Constraint.grammar(grammar);
    assertThat(constraint.matches("a".repeat(30) + "c")).isEqualTo(!grammar.contains("x*"));
    assertThatThrownBy(() -> constraint.matches("a".repeat(30_000) + "c"))
        .isInstanceOf(ConstraintException.class)
        .hasMessageContaining("the text can be read in too many ways");
  }

  /** No byte has too many ways, but they add up. */
  @Test
  @Timeout(300)
  void textsWhoseBytesHaveTooManyWaysTogetherAreRefused() {
    Constraint constraint =
        Constraint.grammar(
            """
            root ::= (s ";")*
            s ::= "a" s "a"? | "b" s "b"? | "a" | "b"
            """);
    Random random = new Random(5);
    List<String> pieces =
        Stream.generate(() -> random.ints(200, 'a', 'c').mapToObj(Character::toString))
            .map(letters -> letters.collect(Collectors.joining("", "", ";")))
            .limit(100)
            .toList();
    assertThat(constraint.matches(String.join("", pieces.subList(0, 10)))).isTrue();
    assertThatThrownBy(() -> constraint.matches(String.join("", pieces)))
        .isInstanceOf(ConstraintException.class)
        .hasMessage(
            "the text up to here could be read in more than 10000000 ways, counted at each byte;"
                + " the rules must be less ambiguous");
    assertThat(constraint.matches(String.join("", pieces.subList(10, 20)))).isTrue();
  }

  @Test
  @Timeout(60)
  void ambiguousGrammarsOfFewWaysAreReadQuickly() {
    Constraint pairs = Constraint.grammar("root ::= \"a\" root root | \"a\"");
    assertThat(pairs.matches("a".repeat(4_501))).isTrue();
    assertThat(pairs.matches("a".repeat(4_500))).isFalse();
    Constraint tails = Constraint.grammar("root ::= \"a\" root b | \"c\"\nb ::= \"b\" b | \"\"");
    assertThat(tails.matches("a".repeat(2_000) + "c" + "b".repeat(50))).isTrue();
  }

  /** Half of a surrogate pair has no bytes; a question mark must not take its place. */
  @Test
  void refusesHalvesOfCharacters() {
    String half = "\ud83d";
    List<ThrowingCallable> constraints =
        List.of(
            () -> Constraint.choice(List.of("a", half)),
            () -> Constraint.text(half).matches("?"),
            () -> Constraint.jsonSchema("{\"const\": \"\\ud83d\"}"));
    assertThat(constraints)
        .allSatisfy(constraint ->
            assertThatThrownBy(constraint)
                .isInstanceOf(ConstraintException.class)
                .hasMessageContaining("half of a surrogate pair"));
  }

  @Test
  void readsCharactersBeyondTheBasicPlaneAndNul() {
    String bird = "\ud83d\udc26";
    assertThat(Constraint.choice(List.of(bird)).matches(bird)).isTrue();
    Constraint pattern = Constraint.jsonSchema("{\"pattern\": \"^[\ud83d\udc00-\ud83d\udcff]$\"}");
    assertThat(pattern.matches('"' + bird + '"')).isTrue();
    assertThat(pattern.matches("\"a\"")).isFalse();
    Constraint nul = Constraint.jsonSchema("{\"const\": \"a\\u0000b\"}");
    assertThat(nul.matches("\"a\\u0000b\"")).isTrue();
    assertThat(nul.matches("\"ab\"")).isFalse();
  }

  @Test
  void saysInPlainWordsThatASchemaIsNestedTooDeep() {
    assertThatThrownBy(
            () -> Constraint.jsonSchema("{\"not\":".repeat(3000) + "{}" + "}".repeat(3000)))
        .isInstanceOf(ConstraintException.class)
        .hasMessage("the schema is no JSON: it is nested more than 1000 deep");
  }

  @Test
  void putsPartsTogether() {
    Constraint call =
        Constraint.sequence(
            Constraint.jsonSchema("{\"type\": \"integer\"}"), Constraint.text("</call>"));
    Constraint text =
        Constraint.freeTextUntil(
            List.of(Trigger.text("<call>", call)), Constraint.TriggerUse.REPEATED);
    assertThat(List.of("hello", "a <call>5</call> b <call>6</call>", "<cal"))
        .allMatch(text::matches);
    assertThat(List.of("<call>x</call>", "<call>5", "a<call>5</call><call>"))
        .noneMatch(text::matches);
  }
}
