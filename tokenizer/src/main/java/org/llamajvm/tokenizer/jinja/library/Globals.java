package org.llamajvm.tokenizer.jinja.library;

import java.math.BigInteger;
import java.time.Clock;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.llamajvm.tokenizer.jinja.syntax.TemplateException;
import org.llamajvm.tokenizer.jinja.value.Arguments;
import org.llamajvm.tokenizer.jinja.value.Bounds;
import org.llamajvm.tokenizer.jinja.value.Dict;
import org.llamajvm.tokenizer.jinja.value.Function;
import org.llamajvm.tokenizer.jinja.value.Numbers;
import org.llamajvm.tokenizer.jinja.value.Printer;
import org.llamajvm.tokenizer.jinja.value.Sequences;
import org.llamajvm.tokenizer.jinja.value.Str;
import org.llamajvm.tokenizer.jinja.value.Value;

/** The functions that every template can call. */
public final class Globals {
  private Globals() {}

  /**
   * The functions by name.
   *
   * @param clock what {@code strftime_now} reads, in its own time zone
   */
  public static Map<String, Value> of(Clock clock) {
    Map<String, Value> globals = new HashMap<>();
    put(globals, "range", Globals::range);
    put(globals, "dict", Globals::dict);
    put(globals, "namespace", arguments -> new Namespace(dict(arguments)));
    put(
        globals,
        "cycler",
        arguments -> {
          throw TemplateException.runtime("cycler() is not supported");
        });
    put(globals, "joiner", Joiner::new);
    put(globals, "raise_exception", Globals::raise);
    put(
        globals,
        "strftime_now",
        arguments -> {
          Value format = arguments.check("strftime_now", 1, "format").positional().getFirst();
          Str pattern = Printer.print(format);
          return pattern.like(TimeFormat.format(pattern.text(), ZonedDateTime.now(clock)));
        });
    return globals;
  }

  private static void put(Map<String, Value> globals, String name, Function.Body body) {
    globals.put(name, new Function(name, body));
  }

  private static Value raise(Arguments arguments) {
    Value message =
        arguments.check("raise_exception", 1, "message").get(0, "message").orElseThrow();
    throw TemplateException.raised(Printer.print(message).text());
  }

  private static Value range(Arguments arguments) {
    arguments.check("range", 1, "start", "stop", "step");
    List<Value> values = arguments.positional();
    long start = values.size() > 1 ? bound(values.get(0)) : 0;
    long stop = values.size() > 1 ? bound(values.get(1)) : bound(values.get(0));
    long step = values.size() > 2 ? bound(values.get(2)) : 1;
    if (step == 0) {
      throw TemplateException.runtime("range() arg 3 must not be zero");
    }
    long length = Math.max(0, Math.ceilDiv(stop - start, step));
    if (length > Bounds.MAX_RANGE) {
      throw TemplateException.limit(
          "Range too big. The sandbox blocks ranges larger than MAX_RANGE ("
              + Bounds.MAX_RANGE
              + ").");
    }
    return new Value.Range(start, stop, step, (int) length);
  }

  private static long bound(Value value) {
    return Numbers.integer(value)
        .filter(number -> number.bitLength() < 53)
        .map(BigInteger::longValue)
        .orElseThrow(() ->
            TemplateException.runtime(
                "'" + value.typeName() + "' object cannot be interpreted as a range bound"));
  }

  private static Dict dict(Arguments arguments) {
    List<Dict.Entry> entries = new ArrayList<>();
    if (!arguments.positional().isEmpty()) {
      Value source = arguments.positional().getFirst();
      if (source instanceof Dict dict) {
        entries.addAll(dict.entries());
      } else {
        for (Value pair : Sequences.items(source, arguments.meter())) {
          List<Value> both = Sequences.items(pair, arguments.meter());
          if (both.size() != 2) {
            throw TemplateException.runtime("dict() needs pairs of a key and a value");
          }
          entries.add(new Dict.Entry(both.get(0), both.get(1)));
        }
      }
    }
    arguments
        .keywords()
        .forEach((name, value) -> entries.add(new Dict.Entry(Str.trusted(name), value)));
    return Dict.of(entries, arguments.meter());
  }
}
