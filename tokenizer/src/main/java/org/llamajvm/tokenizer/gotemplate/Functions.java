package org.llamajvm.tokenizer.gotemplate;

import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import org.llamajvm.tokenizer.jinja.syntax.TemplateException;
import org.llamajvm.tokenizer.jinja.value.Bounds;
import org.llamajvm.tokenizer.jinja.value.Dict;
import org.llamajvm.tokenizer.jinja.value.Meter;
import org.llamajvm.tokenizer.jinja.value.Str;
import org.llamajvm.tokenizer.jinja.value.StrBuilder;
import org.llamajvm.tokenizer.jinja.value.Value;

/**
 * The functions of a template but for {@code and} and {@code or}, whose arguments may not count.
 */
final class Functions {

  /** All names, those two included. */
  static final Set<String> NAMES =
      Set.of(
          "and",
          "or",
          "not",
          "eq",
          "ne",
          "lt",
          "le",
          "gt",
          "ge",
          "len",
          "index",
          "slice",
          "print",
          "println",
          "printf",
          "json",
          "currentDate",
          "yesterdayDate");

  private final Clock clock;
  private final Meter meter;

  Functions(Clock clock, Meter meter) {
    this.clock = clock;
    this.meter = meter;
  }

  Value call(String name, List<Value> arguments) {
    meter.spend(arguments.size());
    return switch (name) {
      case "not" -> Value.Bool.of(!GoValues.isTrue(one(name, arguments)));
      case "eq" -> equalsAny(arguments);
      case "ne" -> {
        two(name, arguments);
        yield Value.Bool.of(!GoValues.equal(arguments.get(0), arguments.get(1), meter));
      }
      case "lt" -> Value.Bool.of(compare(name, arguments) < 0);
      case "le" -> Value.Bool.of(compare(name, arguments) <= 0);
      case "gt" -> Value.Bool.of(compare(name, arguments) > 0);
      case "ge" -> Value.Bool.of(compare(name, arguments) >= 0);
      case "len" -> Value.Int.of(length(one(name, arguments)));
      case "index" -> index(arguments);
      case "slice" -> slice(arguments);
      case "print" -> print(arguments);
      case "println" -> println(arguments);
      case "printf" -> new Format(meter).print(arguments);
      case "json" -> GoJson.write(one(name, arguments), meter);
      case "currentDate" -> Str.trusted(LocalDate.now(clock).toString());
      case "yesterdayDate" -> Str.trusted(LocalDate.now(clock).minusDays(1).toString());
      default -> throw new IllegalArgumentException(name);
    };
  }

  private static Value one(String name, List<Value> arguments) {
    if (arguments.size() != 1) {
      throw wrongCount(name, "one argument", arguments);
    }
    return arguments.getFirst();
  }

  private static void two(String name, List<Value> arguments) {
    if (arguments.size() != 2) {
      throw wrongCount(name, "two arguments", arguments);
    }
  }

  private static TemplateException wrongCount(String name, String expected, List<Value> arguments) {
    return TemplateException.runtime(
        "%s takes %s, not %d".formatted(name, expected, arguments.size()));
  }

  private Value equalsAny(List<Value> arguments) {
    if (arguments.size() < 2) {
      throw wrongCount("eq", "two arguments or more", arguments);
    }
    for (Value other : arguments.subList(1, arguments.size())) {
      if (GoValues.equal(arguments.getFirst(), other, meter)) {
        return Value.Bool.TRUE;
      }
    }
    return Value.Bool.FALSE;
  }

  private int compare(String name, List<Value> arguments) {
    two(name, arguments);
    return GoValues.compare(arguments.get(0), arguments.get(1), meter);
  }

  private int length(Value value) {
    return switch (Ordered.plain(value)) {
      case Str text -> Utf8Text.length(text, meter);
      case Value.ListValue list -> list.items().size();
      case Dict dict -> dict.size();
      default -> throw TemplateException.runtime("len of a value of type " + GoValues.type(value));
    };
  }

  private Value index(List<Value> arguments) {
    if (arguments.isEmpty()) {
      throw wrongCount("index", "one argument or more", arguments);
    }
    Value value = arguments.getFirst();
    for (Value at : arguments.subList(1, arguments.size())) {
      value =
          switch (Ordered.plain(value)) {
            case Value.ListValue list -> list.items().get(place(at, list.items().size() - 1));
            case Str text ->
                Value.Int.of(Utf8Text.at(text, place(at, Utf8Text.length(text, meter) - 1), meter));
            case Dict dict when at instanceof Str -> dict.get(at, meter).orElse(Value.None.NONE);
            default ->
                throw TemplateException.runtime(
                    "index of a value of type %s by one of type %s"
                        .formatted(GoValues.type(value), GoValues.type(at)));
          };
    }
    return value;
  }

  private static int place(Value at, int most) {
    if (!(at instanceof Value.Int number)) {
      throw TemplateException.runtime("a place is no " + GoValues.type(at));
    }
    if (number.value().signum() < 0 || number.value().bitLength() > 31) {
      throw TemplateException.runtime("there is no place " + number.value());
    }
    int place = number.value().intValue();
    if (place > most) {
      throw TemplateException.runtime(
          "the place %d is beyond the last one, %d".formatted(place, most));
    }
    return place;
  }

  private Value slice(List<Value> arguments) {
    if (arguments.isEmpty() || arguments.size() > 3) {
      throw wrongCount("slice", "one to three arguments", arguments);
    }
    Value value = arguments.getFirst();
    if (!(value instanceof Str || value instanceof Value.ListValue)) {
      throw TemplateException.runtime("slice of a value of type " + GoValues.type(value));
    }
    int length = length(value);
    int from = arguments.size() > 1 ? place(arguments.get(1), length) : 0;
    int to = arguments.size() > 2 ? place(arguments.get(2), length) : length;
    if (from > to) {
      throw TemplateException.runtime("slice from %d to %d".formatted(from, to));
    }
    Value slice =
        value instanceof Value.ListValue list
            ? Value.ListValue.of(list.items().subList(from, to))
            : Utf8Text.slice((Str) value, from, to, meter);
    meter.made(slice);
    return slice;
  }

  /** Blanks stand between values neither of which is text. */
  private Value print(List<Value> arguments) {
    StrBuilder out = new StrBuilder();
    for (int i = 0; i < arguments.size(); i++) {
      boolean gap =
          i > 0 && !(arguments.get(i) instanceof Str) && !(arguments.get(i - 1) instanceof Str);
      out.append(gap ? " " : "").append(text(arguments.get(i)));
    }
    return made(out);
  }

  private Value println(List<Value> arguments) {
    StrBuilder out = new StrBuilder();
    for (int i = 0; i < arguments.size(); i++) {
      out.append(i > 0 ? " " : "").append(text(arguments.get(i)));
    }
    return made(out.append("\n"));
  }

  private Str text(Value value) {
    return value == Value.None.NONE ? Str.trusted("<nil>") : GoValues.print(value, meter);
  }

  private Str made(StrBuilder out) {
    Bounds.checkText(out.length());
    Str text = out.build();
    meter.made(text);
    return text;
  }
}
