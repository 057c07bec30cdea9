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

  private static Value sort(Value input, Arguments arguments) {
    arguments.check("sort", 0, "reverse", "case_sensitive", "attribute");
    UnaryOperator<Value> fold = fold(arguments.flag(1, "case_sensitive"));
    Optional<Value> attribute = arguments.given(2, "attribute");
    List<Value> items = new ArrayList<>(Sequences.items(input));
    items.sort(order(item -> key(item, attribute, fold), arguments.flag(0, "reverse")));
    return Value.ListValue.of(items);
  }

  /** The values of one or more attributes with commas between them, in a list. */
  private static Value key(Value item, Optional<Value> attribute, UnaryOperator<Value> fold) {
    List<Value> keys = new ArrayList<>();
    if (attribute.isPresent() && attribute.get() instanceof Str names) {
      for (Value name : Texts.split(names, Str.trusted(","), -1)) {
        keys.add(fold.apply(Attributes.path(item, name)));
      }
    } else {
      keys.add(fold.apply(attribute.isPresent() ? Attributes.path(item, attribute.get()) : item));
    }
    return Value.ListValue.of(keys);
  }

  private static Comparator<Value> order(UnaryOperator<Value> key, boolean reverse) {
    Comparator<Value> order = (a, b) -> Comparisons.compare(key.apply(a), key.apply(b), "<");
    return reverse ? order.reversed() : order;
  }

  private static UnaryOperator<Value> fold(boolean caseSensitive) {
    return value -> !caseSensitive && value instanceof Str text ? Texts.lower(text) : value;
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
    UnaryOperator<Value> fold = fold(arguments.flag(0, "case_sensitive"));
    List<Value> pairs = new ArrayList<>(DictMethods.pairs(dict));
    pairs.sort(
        order(
            pair -> fold.apply(((Value.TupleValue) pair).items().get(position)),
            arguments.flag(2, "reverse")));
    return Value.ListValue.of(pairs);
  }

  private static Value unique(Value input, Arguments arguments) {
    arguments.check("unique", 0, "case_sensitive", "attribute");
    UnaryOperator<Value> fold = fold(arguments.flag(0, "case_sensitive"));
    Optional<Value> attribute = arguments.given(1, "attribute");
    Set<Object> seen = new HashSet<>();
    List<Value> kept = new ArrayList<>();
    for (Value item : Sequences.items(input)) {
      Value key = attribute.isPresent() ? Attributes.path(item, attribute.get()) : item;
      if (seen.add(Dict.identity(fold.apply(key)))) {
        kept.add(item);
      }
    }
    return Stream.of(kept);
  }

  private static Value extreme(String name, Value input, Arguments arguments) {
    arguments.check(name, 0, "case_sensitive", "attribute");
    UnaryOperator<Value> fold = fold(arguments.flag(0, "case_sensitive"));
    Optional<Value> attribute = arguments.given(1, "attribute");
    List<Value> items = Sequences.items(input);
    if (items.isEmpty()) {
      return Value.Undefined.because("No aggregated item, sequence was empty.");
    }
    UnaryOperator<Value> key =
        item -> fold.apply(attribute.isPresent() ? Attributes.path(item, attribute.get()) : item);
    Value best = items.getFirst();
    for (Value item : items.subList(1, items.size())) {
      int order =
          Comparisons.compare(key.apply(item), key.apply(best), name.equals("min") ? "<" : ">");
      if (name.equals("min") ? order < 0 : order > 0) {
        best = item;
      }
    }
    return best;
  }
}
