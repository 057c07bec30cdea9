package org.llamajvm.tokenizer.jinja.library;

import org.llamajvm.tokenizer.jinja.value.Arguments;
import org.llamajvm.tokenizer.jinja.value.HostObject;
import org.llamajvm.tokenizer.jinja.value.Str;
import org.llamajvm.tokenizer.jinja.value.Value;

/** Nothing on the first call, a separator on each call after. */
final class Joiner implements HostObject {
  private final Value separator;
  private boolean used;

  Joiner(Arguments arguments) {
    this.separator = arguments.check("joiner", 0, "sep").get(0, "sep").orElse(Str.trusted(", "));
  }

  @Override
  public Value call(Arguments arguments) {
    Value result = used ? separator : Str.EMPTY;
    used = true;
    return result;
  }

  @Override
  public boolean callable() {
    return true;
  }

  @Override
  public String typeName() {
    return "Joiner";
  }
}
