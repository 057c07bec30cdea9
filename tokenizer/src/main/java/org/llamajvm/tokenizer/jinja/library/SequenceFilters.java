package org.llamajvm.tokenizer.jinja.library;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.llamajvm.tokenizer.jinja.syntax.TemplateException;
import org.llamajvm.tokenizer.jinja.value.Arguments;
import org.llamajvm.tokenizer.jinja.value.Dict;
import org.llamajvm.tokenizer.jinja.value.Operators;
import org.llamajvm.tokenizer.jinja.value.Sequences;
import org.llamajvm.tokenizer.jinja.value.Str;
import org.llamajvm.tokenizer.jinja.value.Stream;
import org.llamajvm.tokenizer.jinja.value.Truth;
import org.llamajvm.tokenizer.jinja.value.Value;

/** Filters that count, pick or rearrange items, and {@code default}. */
final class SequenceFilters {
  private SequenceFilters() {}

  static void register(Map<String, Filters.Filter> filters) {
    filters.put("length", SequenceFilters::length);
    filters.put("count", SequenceFilters::length);
    filters.put("first", SequenceFilters::first);
    filters.put("last", SequenceFilters::last);
    filters.put("list", SequenceFilters::list);
    filters.put("items", SequenceFilters::items);
    filters.put("reverse", SequenceFilters::reverse);
    filters.put("sum", SequenceFilters::sum);
    filters.put("default", SequenceFilters::otherwise);
    filters.put("d", SequenceFilters::otherwise);
    filters.put("attr", SequenceFilters::attribute);
  }

  private static Value length(Value input, Arguments arguments) {
    arguments.check("length", 0);
    return Value.Int.of(
        Sequences.length(input)
            .orElseThrow(() ->
                TemplateException.runtime(
                    "object of type '" + input.typeName() + "' has no len()")));
  }

  private static Value first(Value input, Arguments arguments) {
    arguments.check("first", 0);
    Optional<Value> first =
        switch (input) {
          case Stream stream -> stream.next();
          case Str text -> Sequences.at(text, BigInteger.ZERO);
          default -> Sequences.items(input, arguments.meter()).stream().findFirst();
        };
    return first.orElseGet(() -> Value.Undefined.because("No first item, sequence was empty."));
  }

  private static Value last(Value input, Arguments arguments) {
    arguments.check("last", 0);
    if (input instanceof Stream) {
      throw TemplateException.runtime("'" + input.typeName() + "' object is not reversible");
    }
    if (input instanceof Str text && text.units() > 0) {
      return text.at(text.length() - 1);
    }
    List<Value> items = Sequences.items(input, arguments.meter());
    return items.isEmpty()
        ? Value.Undefined.because("No last item, sequence was empty.")
        : items.getLast();
  }

  private static Value list(Value input, Arguments arguments) {
    arguments.check("list", 0);
    return Value.ListValue.of(Sequences.items(input, arguments.meter()));
  }

  private static Value items(Value input, Arguments arguments) {
    arguments.check("items", 0);
    return switch (input) {
      case Dict dict -> Stream.of(DictMethods.pairs(dict, arguments.meter()));
      case Value.Undefined undefined -> Stream.of(List.of());
      default -> throw TemplateException.runtime("Can only get item pairs from a mapping.");
    };
  }

  private static Value reverse(Value input, Arguments arguments) {
    arguments.check("reverse", 0);
    if (input instanceof Str) {
      return Sequences.slice(
          input, Value.None.NONE, Value.None.NONE, Value.Int.of(-1), arguments.meter());
    }
    List<Value> items = new ArrayList<>(Sequences.items(input, arguments.meter()));
    Collections.reverse(items);
    return input instanceof Stream
        ? Value.ListValue.of(items)
        : new Stream("list_reverseiterator", items);
  }

  private static Value sum(Value input, Arguments arguments) {
    arguments.check("sum", 0, "attribute", "start");
    Optional<Value> attribute = arguments.given(0, "attribute");
    Value total = arguments.get(1, "start").orElse(Value.Int.of(0));
    if (total instanceof Str) {
      throw TemplateException.runtime("sum() can't sum strings [use ''.join(seq) instead]");
    }
    for (Value item : Sequences.items(input, arguments.meter())) {
      Value term =
          attribute.isPresent() ? Attributes.path(item, attribute.get(), arguments.meter()) : item;
      total = Operators.apply("+", total, term, arguments.meter());
      arguments.meter().made(total);
    }
    return total;
  }

  private static Value otherwise(Value input, Arguments arguments) {
    arguments.check("default", 0, "default_value", "boolean");
    boolean replace =
        input instanceof Value.Undefined || (arguments.flag(1, "boolean") && !Truth.of(input));
    return replace ? arguments.get(0, "default_value").orElse(Str.EMPTY) : input;
  }

  private static Value attribute(Value input, Arguments arguments) {
    Str name = arguments.check("attr", 1, "name").text(0, "name").orElse(Str.EMPTY);
    if (input instanceof Dict dict && dict.get(name, arguments.meter()).isPresent()) {
      return Value.Undefined.because("'dict object' has no attribute '" + name.text() + "'");
    }
    return Attributes.attribute(input, name.text(), arguments.meter());
  }
}
