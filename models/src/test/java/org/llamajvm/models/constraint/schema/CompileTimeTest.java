package org.llamajvm.models.constraint.schema;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.llamajvm.format.JsonTree;
import org.llamajvm.models.constraint.automaton.Grammar;
import org.llamajvm.models.constraint.automaton.TooLongException;

/**
 * Each way in which a schema can be large looks at the clock while it is worked on. Time here is
 * how often that was.
 */
class CompileTimeTest {

  private static final int LOOKS = 40;
  private static final int LARGE = 30_000;

  private final AtomicLong looks = new AtomicLong();
  private final Grammar grammar = new Grammar(looks::incrementAndGet);

  private static String many(String form, IntFunction<String> part) {
    String parts = IntStream.range(0, LARGE).mapToObj(part).collect(Collectors.joining(","));
    return form.formatted(parts);
  }

  static Arguments[] large() {
    return new Arguments[] {
      Arguments.of("what says nothing", many("{\"x\": [%s]}", i -> "true")),
      Arguments.of("members", many("{\"properties\": {%s}}", "\"p%d\": {}"::formatted)),
      Arguments.of("required names", many("{\"required\": [%s]}", "\"p%d\""::formatted)),
      Arguments.of("values", many("{\"enum\": [%s]}", "\"v%d\""::formatted)),
      Arguments.of("a long value", many("{\"const\": [%s]}", i -> "[]")),
      Arguments.of("other values", many("{\"not\": {\"enum\": [%s]}}", "\"v%d\""::formatted)),
      Arguments.of(
          "the complement of members",
          many("{\"not\": {\"properties\": {%s}}}", "\"p%d\": {\"type\": \"null\"}"::formatted)),
      Arguments.of("what may be disjoint", many("{\"oneOf\": [%s]}", "{\"const\": %d}"::formatted))
    };
  }

  private void compile(String schema) throws IOException {
    new SchemaCompiler(grammar, JsonTree.read(schema, JsonNumber::new), new SchemaRules(true, true))
        .compile();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("large")
  void theClockIsLookedAt(String what, String schema) {
    grammar.limitTimeFromNow(Duration.ofNanos(LOOKS));
    assertThatThrownBy(() -> compile(schema)).isInstanceOf(TooLongException.class);
  }

  /** Else the test above would say nothing. */
  @Test
  void anOrdinarySchemaLooksAtItLess() {
    grammar.limitTimeFromNow(Duration.ofNanos(LOOKS));
    assertThatCode(() ->
            compile("{\"properties\": {\"a\": {\"type\": \"string\"}, \"b\": {\"enum\": [1]}}}"))
        .doesNotThrowAnyException();
  }
}
