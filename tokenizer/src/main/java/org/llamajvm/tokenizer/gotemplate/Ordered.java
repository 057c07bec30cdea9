package org.llamajvm.tokenizer.gotemplate;

import org.llamajvm.tokenizer.jinja.value.Dict;
import org.llamajvm.tokenizer.jinja.value.HostObject;
import org.llamajvm.tokenizer.jinja.value.Value;

/**
 * A map that prints as JSON, in the order of its entries, as ollama's maps of arguments and of
 * properties do. In all else it is the map.
 *
 * @param map with texts as keys
 */
public record Ordered(Dict map) implements HostObject {

  /** The map of one, other values as they are. */
  static Value plain(Value value) {
    return value instanceof Ordered ordered ? ordered.map : value;
  }

  @Override
  public String typeName() {
    return "map";
  }
}
