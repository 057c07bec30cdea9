package org.llamajvm.tokenizer.jinja.library;

import java.util.List;
import org.llamajvm.tokenizer.jinja.syntax.TemplateException;
import org.llamajvm.tokenizer.jinja.value.Arguments;
import org.llamajvm.tokenizer.jinja.value.Comparisons;
import org.llamajvm.tokenizer.jinja.value.Printer;
import org.llamajvm.tokenizer.jinja.value.Sequences;
import org.llamajvm.tokenizer.jinja.value.Value;

/** Methods of lists and tuples that change nothing. */
final class SequenceMethods {
  private SequenceMethods() {}

  static Value count(Value value, Arguments arguments) {
    Value wanted = wanted("count", arguments);
    return Value.Int.of(
        Sequences.items(value, arguments.meter()).stream()
            .filter(item -> Comparisons.equal(item, wanted, arguments.meter()))
            .count());
  }

  static Value index(Value value, Arguments arguments) {
    Value wanted = wanted("index", arguments);
    List<Value> items = Sequences.items(value, arguments.meter());
    for (int i = 0; i < items.size(); i++) {
      if (Comparisons.equal(items.get(i), wanted, arguments.meter())) {
        return Value.Int.of(i);
      }
    }
    throw TemplateException.runtime(Printer.repr(wanted).text() + " is not in " + value.typeName());
  }

  private static Value wanted(String name, Arguments arguments) {
    return arguments.check(name, 1, "value").positional().getFirst();
  }
}
