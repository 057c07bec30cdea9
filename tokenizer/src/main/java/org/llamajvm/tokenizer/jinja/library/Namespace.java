package org.llamajvm.tokenizer.jinja.library;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.llamajvm.tokenizer.jinja.value.Bounds;
import org.llamajvm.tokenizer.jinja.value.Dict;
import org.llamajvm.tokenizer.jinja.value.HostObject;
import org.llamajvm.tokenizer.jinja.value.Printer;
import org.llamajvm.tokenizer.jinja.value.Value;

/** An object whose attributes a template can set, and so carry values out of a loop. */
public final class Namespace implements HostObject {
  private final Map<String, Value> attributes = new LinkedHashMap<>();

  Namespace(Dict initial) {
    for (Dict.Entry entry : initial.entries()) {
      set(Printer.print(entry.key()).text(), entry.value());
    }
  }

  /** Sets an attribute. */
  public void set(String name, Value value) {
    attributes.put(name, value);
    Bounds.checkItems(attributes.size());
  }

  @Override
  public Optional<Value> attribute(String name) {
    return Optional.ofNullable(attributes.get(name));
  }

  @Override
  public String typeName() {
    return "Namespace";
  }
}
