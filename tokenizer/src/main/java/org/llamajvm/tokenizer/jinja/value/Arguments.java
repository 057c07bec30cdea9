package org.llamajvm.tokenizer.jinja.value;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.llamajvm.tokenizer.jinja.syntax.TemplateException;

/**
 * The arguments of a call, with names looked up in the order of the parameters.
 *
 * @param meter counts what the call does
 */
public record Arguments(List<Value> positional, Map<String, Value> keywords, Meter meter) {
  /**
   * Checks these arguments against the parameters of a function.
   *
   * @param function name for the message
   * @param required how many parameters need a value
   * @param parameters names in order
   * @throws TemplateException if there are too many, one is missing, or a name is not a parameter
   */
  public Arguments check(String function, int required, String... parameters) {
    if (positional.size() > parameters.length) {
      throw TemplateException.runtime(
          function
              + "() takes at most "
              + parameters.length
              + " arguments, got "
              + positional.size());
    }
    Set<String> known = Set.of(parameters);
    for (String name : keywords.keySet()) {
      if (!known.contains(name)) {
        throw TemplateException.runtime(
            function + "() got an unexpected keyword argument '" + name + "'");
      }
    }
    for (int i = 0; i < parameters.length; i++) {
      boolean named = keywords.containsKey(parameters[i]);
      if (named && i < positional.size()) {
        throw TemplateException.runtime(
            function + "() got multiple values for argument '" + parameters[i] + "'");
      }
      if (i < required && !named && i >= positional.size()) {
        throw TemplateException.runtime(
            function + "() missing required argument '" + parameters[i] + "'");
      }
    }
    return this;
  }

  /**
   * Checks that no argument has a name.
   *
   * @param function name for the message
   * @throws TemplateException if one has
   */
  public Arguments withoutKeywords(String function) {
    if (!keywords.isEmpty()) {
      throw TemplateException.runtime(function + "() takes no keyword arguments");
    }
    return this;
  }

  /** The argument at an index or of a name. */
  public Optional<Value> get(int index, String name) {
    return index < positional.size()
        ? Optional.of(positional.get(index))
        : Optional.ofNullable(keywords.get(name));
  }

  /** The argument, or nothing where it is absent or {@code none}. */
  public Optional<Value> given(int index, String name) {
    return get(index, name).filter(value -> value != Value.None.NONE);
  }

  /** The truth of an argument, false where it is absent. */
  public boolean flag(int index, String name) {
    return get(index, name).map(Truth::of).orElse(false);
  }

  /**
   * An integer argument.
   *
   * @throws TemplateException if it is not an integer
   */
  public int integer(int index, String name, int otherwise) {
    return get(index, name).map(Arguments::toInt).orElse(otherwise);
  }

  /**
   * A text argument.
   *
   * @throws TemplateException if it is not text
   */
  public Optional<Str> text(int index, String name) {
    return given(index, name).map(Arguments::toText);
  }

  /** The arguments after the first {@code count}. */
  public Arguments skip(int count) {
    return new Arguments(
        positional.subList(Math.min(count, positional.size()), positional.size()), keywords, meter);
  }

  private static int toInt(Value value) {
    BigInteger number =
        Numbers.integer(value)
            .orElseThrow(() ->
                TemplateException.runtime(
                    "'" + value.typeName() + "' object cannot be interpreted as an integer"));
    return number
        .max(BigInteger.valueOf(Integer.MIN_VALUE))
        .min(BigInteger.valueOf(Integer.MAX_VALUE))
        .intValue();
  }

  private static Str toText(Value value) {
    if (value instanceof Str text) {
      return text;
    }
    throw TemplateException.runtime("expected str, got " + value.typeName());
  }
}
