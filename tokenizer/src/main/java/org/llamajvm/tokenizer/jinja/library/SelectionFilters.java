package org.llamajvm.tokenizer.jinja.library;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.llamajvm.tokenizer.jinja.syntax.TemplateException;
import org.llamajvm.tokenizer.jinja.value.Arguments;
import org.llamajvm.tokenizer.jinja.value.Printer;
import org.llamajvm.tokenizer.jinja.value.Sequences;
import org.llamajvm.tokenizer.jinja.value.Str;
import org.llamajvm.tokenizer.jinja.value.Stream;
import org.llamajvm.tokenizer.jinja.value.Truth;
import org.llamajvm.tokenizer.jinja.value.Value;

/** {@code map}, and the filters that keep items which pass a test. */
final class SelectionFilters {
  private SelectionFilters() {}

  static void register(Map<String, Filters.Filter> filters) {
    filters.put("map", SelectionFilters::map);
    filters.put("select", (input, arguments) -> select(input, arguments, true, false));
    filters.put("reject", (input, arguments) -> select(input, arguments, false, false));
    filters.put("selectattr", (input, arguments) -> select(input, arguments, true, true));
    filters.put("rejectattr", (input, arguments) -> select(input, arguments, false, true));
  }

  private static Value map(Value input, Arguments arguments) {
    if (!Truth.of(input)) {
      return Stream.of(List.of());
    }
    UnaryOperator<Value> change = change(arguments);
    return Stream.of(Sequences.items(input, arguments.meter()).stream().map(change).toList());
  }

  private static UnaryOperator<Value> change(Arguments arguments) {
    if (!arguments.positional().isEmpty()) {
      String name = Printer.print(arguments.positional().getFirst()).text();
      Arguments rest = arguments.skip(1);
      return item -> Filters.apply(name, item, rest);
    }
    Value attribute = arguments.keywords().get("attribute");
    if (attribute == null) {
      throw TemplateException.runtime("map requires a filter argument");
    }
    arguments.check("map", 0, "attribute", "default");
    Optional<Value> otherwise = arguments.given(1, "default");
    return item -> {
      Value found = Attributes.path(item, attribute, arguments.meter());
      return found instanceof Value.Undefined ? otherwise.orElse(found) : found;
    };
  }

  private static Value select(Value input, Arguments arguments, boolean keep, boolean byAttribute) {
    if (!Truth.of(input)) {
      return Stream.of(List.of());
    }
    Arguments rest = arguments;
    UnaryOperator<Value> subject = item -> item;
    if (byAttribute) {
      if (arguments.positional().isEmpty()) {
        throw TemplateException.runtime("Missing parameter for attribute name");
      }
      Value attribute = arguments.positional().getFirst();
      subject = item -> Attributes.path(item, attribute, arguments.meter());
      rest = arguments.skip(1);
    }
    Predicate<Value> test = test(rest);
    List<Value> kept = new ArrayList<>();
    for (Value item : Sequences.items(input, arguments.meter())) {
      if (test.test(subject.apply(item)) == keep) {
        kept.add(item);
      }
    }
    return Stream.of(kept);
  }

  private static Predicate<Value> test(Arguments arguments) {
    if (arguments.positional().isEmpty()) {
      return Truth::of;
    }
    if (!(arguments.positional().getFirst() instanceof Str name)) {
      throw TemplateException.runtime("the name of a test must be text");
    }
    Arguments rest = arguments.skip(1);
    return value -> Tests.test(name.text(), value, rest);
  }
}
