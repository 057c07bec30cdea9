package org.llamajvm.tokenizer.jinja.value;

/** A function of ours that templates call. */
public record Function(String name, Body body) implements HostObject {
  /** What a function does. */
  @FunctionalInterface
  public interface Body {
    /** The result for these arguments. */
    Value apply(Arguments arguments);
  }

  @Override
  public Value call(Arguments arguments) {
    return body.apply(arguments);
  }

  @Override
  public boolean callable() {
    return true;
  }

  @Override
  public String typeName() {
    return "function";
  }
}
