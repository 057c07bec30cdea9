package org.llamajvm.tokenizer.jinja;

import java.util.List;
import java.util.Optional;
import org.llamajvm.tokenizer.jinja.syntax.TemplateException;
import org.llamajvm.tokenizer.jinja.value.Arguments;
import org.llamajvm.tokenizer.jinja.value.Comparisons;
import org.llamajvm.tokenizer.jinja.value.Function;
import org.llamajvm.tokenizer.jinja.value.HostObject;
import org.llamajvm.tokenizer.jinja.value.Value;

/** The variable {@code loop}: where a loop stands. */
final class Loop implements HostObject {
  private final List<Value> items;
  private int index = -1;
  private Optional<Value> lastChecked = Optional.empty();

  Loop(List<Value> items) {
    this.items = items;
  }

  void advance() {
    index++;
  }

  @Override
  public Optional<Value> attribute(String name) {
    int size = items.size();
    return Optional.ofNullable(
        switch (name) {
          case "index" -> Value.Int.of(index + 1);
          case "index0" -> Value.Int.of(index);
          case "revindex" -> Value.Int.of(size - index);
          case "revindex0" -> Value.Int.of(size - index - 1);
          case "first" -> Value.Bool.of(index == 0);
          case "last" -> Value.Bool.of(index == size - 1);
          case "length" -> Value.Int.of(size);
          case "depth" -> Value.Int.of(1);
          case "depth0" -> Value.Int.of(0);
          case "previtem" ->
              index > 0
                  ? items.get(index - 1)
                  : Value.Undefined.because("there is no previous item");
          case "nextitem" ->
              index + 1 < size
                  ? items.get(index + 1)
                  : Value.Undefined.because("there is no next item");
          case "cycle" -> new Function(name, this::cycle);
          case "changed" -> new Function(name, this::changed);
          default -> null;
        });
  }

  private Value cycle(Arguments arguments) {
    List<Value> choices = arguments.positional();
    if (choices.isEmpty()) {
      throw TemplateException.runtime("no items for cycling given");
    }
    return choices.get(index % choices.size());
  }

  private Value changed(Arguments arguments) {
    Value now = Value.TupleValue.of(arguments.positional());
    boolean changed =
        lastChecked.isEmpty() || !Comparisons.equal(lastChecked.get(), now, arguments.meter());
    lastChecked = Optional.of(now);
    return Value.Bool.of(changed);
  }

  @Override
  public String typeName() {
    return "LoopContext";
  }

  @Override
  public String describe() {
    return "<LoopContext " + (index + 1) + "/" + items.size() + ">";
  }
}
