package org.llamajvm.tokenizer.jinja.library;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.llamajvm.tokenizer.jinja.syntax.TemplateException;
import org.llamajvm.tokenizer.jinja.value.Arguments;
import org.llamajvm.tokenizer.jinja.value.Comparisons;
import org.llamajvm.tokenizer.jinja.value.Dict;
import org.llamajvm.tokenizer.jinja.value.HostObject;
import org.llamajvm.tokenizer.jinja.value.Meter;
import org.llamajvm.tokenizer.jinja.value.Numbers;
import org.llamajvm.tokenizer.jinja.value.Operators;
import org.llamajvm.tokenizer.jinja.value.Printer;
import org.llamajvm.tokenizer.jinja.value.Sequences;
import org.llamajvm.tokenizer.jinja.value.Str;
import org.llamajvm.tokenizer.jinja.value.Texts;
import org.llamajvm.tokenizer.jinja.value.Truth;
import org.llamajvm.tokenizer.jinja.value.Value;

/** What can stand after {@code is}. */
public final class Tests {
  /** A test of a value. */
  @FunctionalInterface
  private interface Test {
    boolean test(Value value, Arguments arguments);
  }

  private static final Map<String, Test> TESTS = tests();

  /** Tests of Jinja that no known chat template uses. */
  private static final Set<String> UNSUPPORTED = Set.of("escaped", "filter", "test");

  private Tests() {}

  /**
   * Whether a value passes a test.
   *
   * @throws TemplateException if there is no such test, or it does not take these arguments
   */
  public static boolean test(String name, Value value, Arguments arguments) {
    Test test = TESTS.get(name);
    if (test == null) {
      throw TemplateException.runtime(
          UNSUPPORTED.contains(name)
              ? "the test '" + name + "' is not supported"
              : "No test named '" + name + "'.");
    }
    return test.test(value, arguments);
  }

  private static Map<String, Test> tests() {
    Map<String, Test> tests = new HashMap<>();
    kinds(tests);
    comparisons(tests);
    text(tests, "upper", Texts::isUpper);
    text(tests, "lower", Texts::isLower);
    tests.put("odd", (value, arguments) -> isRemainder("odd", value, 1, arguments));
    tests.put("even", (value, arguments) -> isRemainder("even", value, 0, arguments));
    tests.put(
        "divisibleby",
        (value, arguments) ->
            !Truth.of(
                Operators.apply(
                    "%",
                    value,
                    arguments.check("divisibleby", 1, "num").positional().getFirst(),
                    arguments.meter())));
    return Map.copyOf(tests);
  }

  private static void kinds(Map<String, Test> tests) {
    unary(tests, "defined", value -> !(value instanceof Value.Undefined));
    unary(tests, "undefined", value -> value instanceof Value.Undefined);
    unary(tests, "none", value -> value == Value.None.NONE);
    unary(tests, "boolean", value -> value instanceof Value.Bool);
    unary(tests, "true", value -> value instanceof Value.Bool bool && bool.value());
    unary(tests, "false", value -> value instanceof Value.Bool bool && !bool.value());
    unary(tests, "integer", value -> value instanceof Value.Int);
    unary(tests, "float", value -> value instanceof Value.Real);
    unary(tests, "number", Numbers::isNumber);
    unary(tests, "string", value -> value instanceof Str);
    unary(tests, "mapping", value -> value instanceof Dict);
    unary(tests, "iterable", Sequences::isIterable);
    unary(
        tests,
        "sequence",
        value ->
            Sequences.isIndexed(value)
                || value instanceof Dict
                || value instanceof Value.Undefined);
    unary(
        tests,
        "callable",
        value ->
            (value instanceof HostObject object && object.callable())
                || value instanceof Value.Undefined);
  }

  private static void comparisons(Map<String, Test> tests) {
    binary(tests, Comparisons::equal, "eq", "==", "equalto");
    binary(tests, (a, b, meter) -> !Comparisons.equal(a, b, meter), "ne", "!=");
    binary(tests, (a, b, meter) -> Comparisons.ordered(a, "<", b, meter), "lt", "<", "lessthan");
    binary(tests, (a, b, meter) -> Comparisons.ordered(a, "<=", b, meter), "le", "<=");
    binary(tests, (a, b, meter) -> Comparisons.ordered(a, ">", b, meter), "gt", ">", "greaterthan");
    binary(tests, (a, b, meter) -> Comparisons.ordered(a, ">=", b, meter), "ge", ">=");
    binary(tests, (a, b, meter) -> Comparisons.contains(b, a, meter), "in");
    binary(tests, Tests::same, "sameas");
  }

  private static void unary(Map<String, Test> tests, String name, Predicate<Value> test) {
    tests.put(
        name,
        (value, arguments) -> {
          arguments.check(name, 0);
          return test.test(value);
        });
  }

  /** A test of what a value reads as. */
  private static void text(Map<String, Test> tests, String name, Predicate<Str> test) {
    tests.put(
        name,
        (value, arguments) -> {
          arguments.check(name, 0);
          Str text = Printer.print(value);
          arguments.meter().spendText(text.units());
          return test.test(text);
        });
  }

  /** A test of two values. */
  @FunctionalInterface
  private interface BinaryTest {
    boolean test(Value value, Value other, Meter meter);
  }

  private static void binary(Map<String, Test> tests, BinaryTest test, String... names) {
    for (String name : names) {
      tests.put(
          name,
          (value, arguments) ->
              test.test(
                  value,
                  arguments.check(name, 1, "other").positional().getFirst(),
                  arguments.meter()));
    }
  }

  private static boolean isRemainder(String name, Value value, int remainder, Arguments arguments) {
    Meter meter = arguments.check(name, 0).meter();
    Value left = Operators.apply("%", value, Value.Int.of(2), meter);
    return Comparisons.equal(left, Value.Int.of(remainder), meter);
  }

  /** Equality of values of one type: identity cannot be told from it where nothing changes. */
  private static boolean same(Value a, Value b, Meter meter) {
    return a.getClass() == b.getClass() && Comparisons.equal(a, b, meter);
  }
}
