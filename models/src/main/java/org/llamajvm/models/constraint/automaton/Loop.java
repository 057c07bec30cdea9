package org.llamajvm.models.constraint.automaton;

/** So many times. */
@SuppressWarnings("ReferenceEquality") // equal nodes are one and the same
final class Loop extends Rule {

  private final Grammar grammar;
  private final Node body;
  private final int min;
  private final int max;

  Loop(Grammar grammar, Node body, int min, int max) {
    super(31 * (31 * (31 * body.hashCode() + min) + max) + 13);
    this.grammar = grammar;
    this.body = body;
    this.min = min;
    this.max = max;
  }

  @Override
  public void expand(Readings readings) {
    if (min == 0) {
      readings.empty();
    }
    if (body.isProductive()) {
      int most = max == Regexes.UNBOUNDED ? max : max - 1;
      readings.add(body, most == 0 ? null : grammar.repeat(body, Math.max(0, min - 1), most));
    }
  }

  @Override
  public boolean isProductive() {
    return min == 0 || body.isProductive();
  }

  @Override
  protected boolean isSame(Node other) {
    Loop loop = (Loop) other;
    return body == loop.body && min == loop.min && max == loop.max;
  }

  Node body() {
    return body;
  }

  int min() {
    return min;
  }
}
