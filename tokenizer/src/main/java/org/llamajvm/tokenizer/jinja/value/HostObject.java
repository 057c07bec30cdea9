package org.llamajvm.tokenizer.jinja.value;

import java.util.Optional;
import org.llamajvm.tokenizer.jinja.syntax.TemplateException;

/** An object with behaviour: functions, macros, the {@code loop} variable, namespaces. */
public non-sealed interface HostObject extends Value {
  /** The attribute of that name, if there is one. */
  default Optional<Value> attribute(String name) {
    return Optional.empty();
  }

  /**
   * Calls the object.
   *
   * @throws TemplateException if it cannot be called, or not with these arguments
   */
  default Value call(Arguments arguments) {
    throw TemplateException.runtime("'" + typeName() + "' object is not callable");
  }

  /** Whether {@link #call} does anything but refuse. */
  default boolean callable() {
    return false;
  }

  /** What the object looks like in output. */
  default String describe() {
    return "<" + typeName() + ">";
  }
}
