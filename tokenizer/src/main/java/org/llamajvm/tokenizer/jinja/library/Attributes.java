package org.llamajvm.tokenizer.jinja.library;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.llamajvm.tokenizer.jinja.syntax.TemplateException;
import org.llamajvm.tokenizer.jinja.value.Arguments;
import org.llamajvm.tokenizer.jinja.value.Dict;
import org.llamajvm.tokenizer.jinja.value.Function;
import org.llamajvm.tokenizer.jinja.value.HostObject;
import org.llamajvm.tokenizer.jinja.value.Meter;
import org.llamajvm.tokenizer.jinja.value.Numbers;
import org.llamajvm.tokenizer.jinja.value.Printer;
import org.llamajvm.tokenizer.jinja.value.Sequences;
import org.llamajvm.tokenizer.jinja.value.Str;
import org.llamajvm.tokenizer.jinja.value.Value;

/**
 * {@code value.name} and {@code value[key]}, each of which tries the other when it finds nothing.
 */
public final class Attributes {
  private static final Set<String> LIST_CHANGES =
      Set.of("append", "clear", "extend", "insert", "pop", "remove", "reverse", "sort");
  private static final Set<String> DICT_CHANGES =
      Set.of("clear", "pop", "popitem", "setdefault", "update");
  private static final Map<String, SequenceMethod> SEQUENCE_METHODS =
      Map.of("count", SequenceMethods::count, "index", SequenceMethods::index);

  private Attributes() {}

  /** {@code value.name}: a method first, then an item. */
  public static Value attribute(Value value, String name, Meter meter) {
    if (value instanceof Value.Undefined undefined) {
      throw undefined.use();
    }
    return method(value, name)
        .or(() -> item(value, Str.trusted(name), meter))
        .orElseGet(() -> missing(value, name));
  }

  /** {@code value[key]}: an item first, then a method. */
  public static Value subscript(Value value, Value key, Meter meter) {
    if (value instanceof Value.Undefined undefined) {
      throw undefined.use();
    }
    return item(value, key, meter)
        .or(() -> key instanceof Str name ? method(value, name.text()) : Optional.empty())
        .orElseGet(() ->
            key instanceof Str name
                ? missing(value, name.text())
                : Value.Undefined.because(
                    describe(value) + " has no element " + Printer.repr(key).text()));
  }

  private static Value missing(Value value, String name) {
    return Value.Undefined.because(
        "'" + describe(value) + "' has no attribute " + Printer.repr(Str.trusted(name)).text());
  }

  private static String describe(Value value) {
    return value == Value.None.NONE ? "None" : value.typeName() + " object";
  }

  private static Optional<Value> item(Value value, Value key, Meter meter) {
    if (value instanceof Dict dict) {
      return isHashable(key, meter) ? dict.get(key, meter) : Optional.empty();
    }
    return Sequences.isIndexed(value)
        ? Numbers.integer(key).flatMap(index -> Sequences.at(value, index))
        : Optional.empty();
  }

  private static boolean isHashable(Value key, Meter meter) {
    meter.spend(1);
    return switch (key) {
      case Dict dict -> false;
      case Value.ListValue list -> false;
      case Value.DictView view -> false;
      case Value.TupleValue tuple ->
          tuple.items().stream().allMatch(item -> isHashable(item, meter));
      default -> true;
    };
  }

  private static Optional<Value> method(Value value, String name) {
    if (name.startsWith("__") && name.endsWith("__") && name.length() > 4) {
      return Optional.of(forbidden(value, name));
    }
    return switch (value) {
      case Str text when StrMethods.isUnsupported(name) ->
          Optional.of(
              new Value.Undefined("the method '" + name + "' of text is not supported", true));
      case Str text ->
          StrMethods.find(name)
              .map(method ->
                  new Function(
                      name,
                      arguments -> {
                        arguments.meter().spendText(text.units());
                        return method.apply(text, arguments);
                      }));
      case Dict dict when DICT_CHANGES.contains(name) -> Optional.of(forbidden(dict, name));
      case Dict dict ->
          DictMethods.find(name).map(m -> new Function(name, args -> m.apply(dict, args)));
      case Value.ListValue list when LIST_CHANGES.contains(name) ->
          Optional.of(forbidden(list, name));
      case Value.ListValue list -> sequenceMethod(list, name);
      case Value.TupleValue tuple -> sequenceMethod(tuple, name);
      case HostObject object -> object.attribute(name);
      default -> Optional.empty();
    };
  }

  private static Optional<Value> sequenceMethod(Value value, String name) {
    return Optional.ofNullable(SEQUENCE_METHODS.get(name))
        .map(method -> new Function(name, arguments -> method.apply(value, arguments)));
  }

  /** A method of a list or tuple. */
  @FunctionalInterface
  private interface SequenceMethod {
    Value apply(Value value, Arguments arguments);
  }

  private static Value forbidden(Value value, String name) {
    return new Value.Undefined(
        "access to attribute '" + name + "' of '" + value.typeName() + "' object is unsafe.", true);
  }

  /**
   * The value at a path such as {@code function.name} or {@code 0}, as filters name attributes.
   *
   * @throws TemplateException if a step before the last finds nothing
   */
  static Value path(Value value, Value path, Meter meter) {
    if (!(path instanceof Str text)) {
      return subscript(value, path, meter);
    }
    meter.spendText(text.units());
    Value found = value;
    for (String part : text.text().split("\\.", -1)) {
      boolean index = !part.isEmpty() && part.chars().allMatch(Character::isDigit);
      found =
          subscript(
              found,
              index
                  ? new Value.Int(Numbers.parseInteger(part, 10).orElseThrow())
                  : Str.trusted(part),
              meter);
    }
    return found;
  }
}
