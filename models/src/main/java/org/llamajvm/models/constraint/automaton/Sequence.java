package org.llamajvm.models.constraint.automaton;

/** One after the other. */
@SuppressWarnings("ReferenceEquality") // equal nodes are one and the same
final class Sequence extends Rule {

  private final Node first;
  private final Node rest;

  Sequence(Node first, Node rest) {
    super(31 * (31 * first.hashCode() + rest.hashCode()) + 11);
    this.first = first;
    this.rest = rest;
  }

  @Override
  public void expand(Readings readings) {
    if (isProductive()) {
      readings.add(first, rest);
    }
  }

  @Override
  public boolean isProductive() {
    Node node = this;
    while (node instanceof Sequence sequence) {
      if (!sequence.first.isProductive()) {
        return false;
      }
      node = sequence.rest;
    }
    return node.isProductive();
  }

  @Override
  protected boolean isSame(Node other) {
    Sequence sequence = (Sequence) other;
    return first == sequence.first && rest == sequence.rest;
  }

  Node first() {
    return first;
  }

  Node rest() {
    return rest;
  }
}
