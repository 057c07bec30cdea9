package org.llamajvm.tokenizer.gotemplate;

import java.util.Map;
import java.util.Optional;
import org.llamajvm.tokenizer.jinja.value.HostObject;
import org.llamajvm.tokenizer.jinja.value.Value;

/**
 * A struct of Go: its fields are known, and to name another one is an error.
 *
 * @param typeName for messages
 * @param fields by their names in Go
 * @param json what it is as JSON, which is also how it prints
 */
public record Struct(String typeName, Map<String, Value> fields, Value json) implements HostObject {

  /** Copies the map. */
  public Struct {
    fields = Map.copyOf(fields);
  }

  @Override
  public Optional<Value> attribute(String name) {
    return Optional.ofNullable(fields.get(name));
  }
}
