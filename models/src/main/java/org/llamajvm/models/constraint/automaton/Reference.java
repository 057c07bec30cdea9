package org.llamajvm.models.constraint.automaton;

import java.util.Objects;

/** A rule that is named before it is known, so that rules can contain themselves. */
public final class Reference extends Rule {

  private final String name;
  private Node target;
  private boolean productive = true;

  Reference(String name) {
    super(name.hashCode());
    this.name = name;
  }

  /** The name of the rule. */
  public String name() {
    return name;
  }

  /** Says what the rule is; once. */
  public void define(Node node) {
    if (target != null) {
      throw new IllegalStateException("rule " + name + " is known already");
    }
    target = Objects.requireNonNull(node);
  }

  /** What the rule is; null if it is not known. */
  Node target() {
    return target;
  }

  void setProductive(boolean value) {
    productive = value;
  }

  @Override
  public void expand(Readings readings) {
    readings.add(target, null);
  }

  @Override
  public boolean isProductive() {
    return productive;
  }

  @Override
  protected boolean isSame(Node other) {
    return false;
  }
}
