package org.llamajvm.tokenizer.jinja.library;

import java.util.List;
import java.util.Optional;
import org.llamajvm.tokenizer.jinja.syntax.TemplateException;
import org.llamajvm.tokenizer.jinja.value.Arguments;
import org.llamajvm.tokenizer.jinja.value.Function;
import org.llamajvm.tokenizer.jinja.value.HostObject;
import org.llamajvm.tokenizer.jinja.value.Value;

/** Goes round its items, one at a time. */
final class Cycler implements HostObject {
  private final List<Value> items;
  private int position;

  Cycler(Arguments arguments) {
    this.items = arguments.positional();
    if (items.isEmpty()) {
      throw TemplateException.runtime("at least one item has to be provided");
    }
  }

  @Override
  public Optional<Value> attribute(String name) {
    return switch (name) {
      case "current" -> Optional.of(items.get(position));
      case "next" -> Optional.of(new Function(name, arguments -> next()));
      case "reset" -> Optional.of(new Function(name, arguments -> reset()));
      default -> Optional.empty();
    };
  }

  private Value next() {
    Value current = items.get(position);
    position = (position + 1) % items.size();
    return current;
  }

  private Value reset() {
    position = 0;
    return Value.None.NONE;
  }

  @Override
  public String typeName() {
    return "Cycler";
  }
}
