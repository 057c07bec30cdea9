package org.llamajvm.tokenizer.jinja.library;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.llamajvm.tokenizer.jinja.syntax.TemplateException;
import org.llamajvm.tokenizer.jinja.value.Arguments;
import org.llamajvm.tokenizer.jinja.value.Comparisons;
import org.llamajvm.tokenizer.jinja.value.Dict;
import org.llamajvm.tokenizer.jinja.value.Meter;
import org.llamajvm.tokenizer.jinja.value.Sequences;
import org.llamajvm.tokenizer.jinja.value.Str;
import org.llamajvm.tokenizer.jinja.value.Stream;
import org.llamajvm.tokenizer.jinja.value.Texts;
import org.llamajvm.tokenizer.jinja.value.Value;

/** Filters that compare items: without regard to case, unless asked. */
final class OrderFilters {
  private OrderFilters() {}

  static void register(Map<String, Filters.Filter> filters) {
    filters.put("sort", OrderFilters::sort);
    filters.put("dictsort", OrderFilters::sortDict);
    filters.put("unique", OrderFilters::unique);
    filters.put("min", (input, arguments) -> extreme("min", input, arguments));
    filters.put("max", (input, arguments) -> extreme("max", input, arguments));
  }

  /** An item and what it is ordered by. */
  private record Keyed(Value key, Value item) {}

  private static Value sort(Value input, Arguments arguments) {
    arguments.check("sort", 0, "reverse", "case_sensitive", "attribute");
    UnaryOperator<Value> fold = fold(arguments.flag(1, "case_sensitive"), arguments.meter());
    Optional<Value> attribute = arguments.given(2, "attribute");
    return sorted(
        Sequences.items(input, arguments.meter()),
        item -> key(item, attribute, fold, arguments.meter()),
        arguments.flag(0, "reverse"),
        arguments.meter());
  }

  private static Value sorted(
      List<Value> items, UnaryOperator<Value> key, boolean reverse, Meter meter) {
    List<Keyed> keyed = new ArrayList<>(items.size());
    for (Value item : items) {
      keyed.add(new Keyed(key.apply(item), item));
    }
    Comparator<Keyed> order = (a, b) -> Comparisons.compare(a.key(), b.key(), "<", meter);
    keyed.sort(reverse ? order.reversed() : order);
    return Value.ListValue.of(keyed.stream().map(Keyed::item).toList());
  }

  /** The values of one or more attributes with commas between them, in a list. */
  private static Value key(
      Value item, Optional<Value> attribute, UnaryOperator<Value> fold, Meter meter) {
    List<Value> keys = new ArrayList<>();
    if (attribute.isPresent() && attribute.get() instanceof Str names) {
      for (Value name : Texts.split(names, Str.trusted(","), -1, meter)) {
        keys.add(fold.apply(Attributes.path(item, name, meter)));
      }
    } else {
      keys.add(
          fold.apply(attribute.isPresent() ? Attributes.path(item, attribute.get(), meter) : item));
    }
    Value key = Value.ListValue.of(keys);
    meter.made(key);
    return key;
  }

  private static UnaryOperator<Value> fold(boolean caseSensitive, Meter meter) {
    return value -> {
      if (caseSensitive || !(value instanceof Str text)) {
        return value;
      }
      meter.made(text);
      return Texts.lower(text);
    };
  }

  private static Value sortDict(Value input, Arguments arguments) {
    arguments.check("dictsort", 0, "case_sensitive", "by", "reverse");
    String by = arguments.text(1, "by").map(Str::text).orElse("key");
    if (!by.equals("key") && !by.equals("value")) {
      throw TemplateException.runtime("You can only sort by either \"key\" or \"value\"");
    }
    if (!(input instanceof Dict dict)) {
      throw input instanceof Value.Undefined undefined
          ? undefined.use()
          : TemplateException.runtime("'" + input.typeName() + "' object has no attribute 'items'");
    }
    int position = by.equals("key") ? 0 : 1;
    UnaryOperator<Value> fold = fold(arguments.flag(0, "case_sensitive"), arguments.meter());
    return sorted(
        DictMethods.pairs(dict, arguments.meter()),
        pair -> fold.apply(((Value.TupleValue) pair).items().get(position)),
        arguments.flag(2, "reverse"),
        arguments.meter());
  }

  private static Value unique(Value input, Arguments arguments) {
    arguments.check("unique", 0, "case_sensitive", "attribute");
    Meter meter = arguments.meter();
    UnaryOperator<Value> fold = fold(arguments.flag(0, "case_sensitive"), meter);
    Optional<Value> attribute = arguments.given(1, "attribute");
    Set<Object> seen = new HashSet<>();
    List<Value> kept = new ArrayList<>();
    for (Value item : Sequences.items(input, meter)) {
      Value key = attribute.isPresent() ? Attributes.path(item, attribute.get(), meter) : item;
      if (seen.add(Dict.identity(fold.apply(key), meter))) {
        kept.add(item);
      }
    }
    return Stream.of(kept);
  }

  private static Value extreme(String name, Value input, Arguments arguments) {
    arguments.check(name, 0, "case_sensitive", "attribute");
    Meter meter = arguments.meter();
    UnaryOperator<Value> fold = fold(arguments.flag(0, "case_sensitive"), meter);
    Optional<Value> attribute = arguments.given(1, "attribute");
    List<Value> items = Sequences.items(input, meter);
    if (items.isEmpty()) {
      return Value.Undefined.because("No aggregated item, sequence was empty.");
    }
    UnaryOperator<Value> key =
        item ->
            fold.apply(
                attribute.isPresent() ? Attributes.path(item, attribute.get(), meter) : item);
    boolean smallest = name.equals("min");
    Value best = items.getFirst();
    Value bestKey = key.apply(best);
    for (Value item : items.subList(1, items.size())) {
      Value itemKey = key.apply(item);
      int order = Comparisons.compare(itemKey, bestKey, smallest ? "<" : ">", meter);
      if (smallest ? order < 0 : order > 0) {
        best = item;
        bestKey = itemKey;
      }
    }
    return best;
  }
}
