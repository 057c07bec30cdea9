package org.llamajvm.models.constraint.automaton;

import java.util.Arrays;
import java.util.List;

/** One of several. */
final class Choice extends Rule {

  private final Node[] options;

  Choice(List<Node> options) {
    super(31 * options.hashCode() + 12);
    this.options = options.toArray(Node[]::new);
  }

  @Override
  public void expand(Readings readings) {
    for (Node option : options) {
      if (option.isProductive()) {
        readings.add(option, null);
      }
    }
  }

  @Override
  public boolean isProductive() {
    return Arrays.stream(options).anyMatch(Node::isProductive);
  }

  @Override
  protected boolean isSame(Node other) {
    return Parts.areSame(options, ((Choice) other).options);
  }

  List<Node> options() {
    return List.of(options);
  }
}
