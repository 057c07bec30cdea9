package org.llamajvm.tokenizer.jinja.library;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.llamajvm.tokenizer.jinja.syntax.TemplateException;
import org.llamajvm.tokenizer.jinja.value.Arguments;
import org.llamajvm.tokenizer.jinja.value.Numbers;
import org.llamajvm.tokenizer.jinja.value.Str;
import org.llamajvm.tokenizer.jinja.value.Value;

/** Filters whose result is a number. */
final class NumberFilters {
  private NumberFilters() {}

  static void register(Map<String, Filters.Filter> filters) {
    filters.put("int", NumberFilters::integer);
    filters.put("float", NumberFilters::real);
    filters.put("abs", NumberFilters::absolute);
  }

  private static Value integer(Value input, Arguments arguments) {
    arguments.check("int", 0, "default", "base");
    if (input instanceof Value.Undefined undefined) {
      throw undefined.use();
    }
    if (input instanceof Str text) {
      arguments.meter().spendText(text.units());
    }
    Optional<BigInteger> exact =
        input instanceof Str text
            ? Numbers.parseInteger(text.text(), arguments.integer(1, "base", 10))
            : Numbers.integer(input);
    return exact
        .or(() -> truncated(toReal(input)))
        .map(number -> (Value) new Value.Int(number))
        .orElseGet(() -> arguments.get(0, "default").orElse(Value.Int.of(0)));
  }

  private static OptionalDouble toReal(Value input) {
    return input instanceof Str text ? Numbers.parseReal(text.text()) : Numbers.real(input);
  }

  private static Optional<BigInteger> truncated(OptionalDouble number) {
    return number.isPresent() && Double.isFinite(number.getAsDouble())
        ? Optional.of(new BigDecimal(number.getAsDouble()).toBigInteger())
        : Optional.empty();
  }

  private static Value real(Value input, Arguments arguments) {
    arguments.check("float", 0, "default");
    if (input instanceof Value.Undefined undefined) {
      throw undefined.use();
    }
    if (input instanceof Str text) {
      arguments.meter().spendText(text.units());
    }
    OptionalDouble number = toReal(input);
    return number.isPresent()
        ? new Value.Real(number.getAsDouble())
        : arguments.get(0, "default").orElse(new Value.Real(0));
  }

  private static Value absolute(Value input, Arguments arguments) {
    arguments.check("abs", 0);
    if (input instanceof Value.Real real) {
      return new Value.Real(Math.abs(real.value()));
    }
    BigInteger number = Numbers.integer(input).orElseThrow(() -> notANumber("abs", input));
    return new Value.Int(number.abs());
  }

  private static TemplateException notANumber(String filter, Value input) {
    return TemplateException.runtime(
        "bad operand type for " + filter + "(): '" + input.typeName() + "'");
  }
}
