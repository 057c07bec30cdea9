package org.llamajvm.tokenizer.jinja.library;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.llamajvm.tokenizer.jinja.value.Arguments;
import org.llamajvm.tokenizer.jinja.value.Dict;
import org.llamajvm.tokenizer.jinja.value.Meter;
import org.llamajvm.tokenizer.jinja.value.Value;

/** Methods of dictionaries that change nothing. */
final class DictMethods {
  private static final Map<String, BiFunction<Dict, Arguments, Value>> METHODS =
      Map.of(
          "get", DictMethods::get,
          "keys", (dict, arguments) -> view("dict_keys", dict.keys()),
          "values", (dict, arguments) -> view("dict_values", values(dict)),
          "items", (dict, arguments) -> view("dict_items", pairs(dict, arguments.meter())),
          "copy", (dict, arguments) -> dict);

  private static final long PAIR_BYTES = 128;

  private DictMethods() {}

  static Optional<BiFunction<Dict, Arguments, Value>> find(String name) {
    return Optional.ofNullable(METHODS.get(name));
  }

  private static Value get(Dict dict, Arguments arguments) {
    arguments.withoutKeywords("get").check("get", 1, "key", "default");
    return dict.get(arguments.positional().getFirst(), arguments.meter())
        .or(() -> arguments.get(1, "default"))
        .orElse(Value.None.NONE);
  }

  private static Value view(String type, List<Value> items) {
    return new Value.DictView(type, items);
  }

  private static List<Value> values(Dict dict) {
    return dict.entries().stream().map(Dict.Entry::value).toList();
  }

  static List<Value> pairs(Dict dict, Meter meter) {
    meter.allocate(PAIR_BYTES * dict.size());
    return dict.entries().stream()
        .map(entry -> (Value) Value.TupleValue.of(List.of(entry.key(), entry.value())))
        .toList();
  }
}
