package org.llamajvm.tokenizer.gotemplate;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.llamajvm.tokenizer.jinja.syntax.TemplateException;
import org.llamajvm.tokenizer.jinja.value.Dict;
import org.llamajvm.tokenizer.jinja.value.Meter;
import org.llamajvm.tokenizer.jinja.value.Str;
import org.llamajvm.tokenizer.jinja.value.StrBuilder;
import org.llamajvm.tokenizer.jinja.value.Value;

/** What Go's templates make of values: truth, text, fields, order. */
final class GoValues {

  private GoValues() {}

  static boolean isTrue(Value value) {
    return switch (Ordered.plain(value)) {
      case Value.None _ -> false;
      case Value.Bool bool -> bool.value();
      case Value.Int number -> number.value().signum() != 0;
      case Value.Real number -> number.value() != 0;
      case Str text -> text.units() > 0;
      case Value.ListValue list -> !list.items().isEmpty();
      case Dict dict -> dict.size() > 0;
      default -> true;
    };
  }

  /** How a value is written; structs are written as JSON. */
  static Str print(Value value, Meter meter) {
    return switch (value) {
      case Str text -> text;
      case Value.None _ -> Str.trusted("<no value>");
      case Value.Bool bool -> Str.trusted(bool.value() ? "true" : "false");
      case Value.Int number -> Str.trusted(number.value().toString());
      case Value.Real number -> Str.trusted(GoNumbers.print(number.value()));
      case Value.ListValue list when list.items().stream().noneMatch(Struct.class::isInstance) ->
          items(list.items(), meter);
      case Dict dict -> entries(dict, meter);
      default -> GoJson.write(value, meter);
    };
  }

  private static Str items(List<Value> items, Meter meter) {
    StrBuilder out = new StrBuilder().append("[");
    String separator = "";
    for (Value item : items) {
      meter.spend(1);
      out.append(separator).append(inside(item, meter));
      separator = " ";
    }
    return out.append("]").build();
  }

  private static Str entries(Dict dict, Meter meter) {
    StrBuilder out = new StrBuilder().append("map[");
    String separator = "";
    for (Dict.Entry entry : sorted(dict)) {
      meter.spend(1);
      out.append(separator).append((Str) entry.key()).append(":");
      out.append(inside(entry.value(), meter));
      separator = " ";
    }
    return out.append("]").build();
  }

  private static Str inside(Value value, Meter meter) {
    return value.equals(Value.None.NONE) ? Str.trusted("<nil>") : print(value, meter);
  }

  /** The entries in the order of their keys, which are texts. */
  static List<Dict.Entry> sorted(Dict dict) {
    return dict.entries().stream()
        .sorted(Comparator.comparing(entry -> ((Str) entry.key()).text(), GoValues::byBytes))
        .toList();
  }

  /** A field of a struct, or an entry of a map, where one that is not there has no value. */
  static Value field(Value value, String name, Meter meter) {
    return switch (Ordered.plain(value)) {
      case Struct struct ->
          struct
              .attribute(name)
              .orElseThrow(() ->
                  TemplateException.runtime(
                      "%s has no field .%s".formatted(struct.typeName(), name)));
      case Dict dict -> dict.get(Str.trusted(name), meter).orElse(Value.None.NONE);
      case Value.None _ ->
          throw TemplateException.runtime("the field .%s of no value".formatted(name));
      default ->
          throw TemplateException.runtime(
              "the field .%s of a value of type %s".formatted(name, type(value)));
    };
  }

  static String type(Value value) {
    return switch (value) {
      case Value.None _ -> "nil";
      case Value.Real _ -> "float64";
      case Str _ -> "string";
      case Dict _ -> "map";
      case Value.ListValue _ -> "slice";
      default -> value.typeName();
    };
  }

  /** Whether two values are equal; values of different kinds cannot be compared. */
  static boolean equal(Value a, Value b, Meter meter) {
    if (a == Value.None.NONE || b == Value.None.NONE) {
      return a.equals(b);
    }
    if (a instanceof Value.Bool x && b instanceof Value.Bool y) {
      return x.value() == y.value();
    }
    return order(a, b, meter)
        .orElseThrow(() -> TemplateException.runtime(incomparable(a, b)))
        .equals(0);
  }

  /** The order of two numbers of a kind, or of two texts by their bytes. */
  static int compare(Value a, Value b, Meter meter) {
    return order(a, b, meter).orElseThrow(() -> TemplateException.runtime(incomparable(a, b)));
  }

  private static Optional<Integer> order(Value a, Value b, Meter meter) {
    if (a instanceof Str x && b instanceof Str y) {
      meter.spendText(Math.min(x.units(), y.units()));
      return Optional.of(byBytes(x.text(), y.text()));
    }
    if (a instanceof Value.Int x && b instanceof Value.Int y) {
      return Optional.of(x.value().compareTo(y.value()));
    }
    if (a instanceof Value.Real x && b instanceof Value.Real y) {
      return Optional.of(Double.compare(x.value(), y.value()));
    }
    return Optional.empty();
  }

  /** The order of UTF-8, which is that of code points. */
  static int byBytes(String a, String b) {
    int i = 0;
    while (i < a.length() && i < b.length()) {
      if (a.charAt(i) != b.charAt(i)) {
        return Integer.compare(weight(a.charAt(i)), weight(b.charAt(i)));
      }
      i++;
    }
    return Integer.compare(a.length(), b.length());
  }

  /** Surrogates stand for what comes after all other characters. */
  private static int weight(char c) {
    return Character.isSurrogate(c) ? c + Character.MAX_VALUE : c;
  }

  private static String incomparable(Value a, Value b) {
    return "a value of type %s cannot be compared with one of type %s".formatted(type(a), type(b));
  }
}
