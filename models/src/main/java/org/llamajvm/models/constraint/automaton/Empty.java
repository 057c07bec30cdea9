package org.llamajvm.models.constraint.automaton;

/** The empty text. */
final class Empty extends Regex {

  Empty(Regexes factory) {
    super(factory, 1, 0, true, false);
  }

  @Override
  Regex derivative(int value) {
    return factory.none();
  }

  @Override
  void addBorders(ByteSet target) {}

  @Override
  public void addFirst(ByteSet bytes) {}

  @Override
  protected boolean isSame(Node other) {
    return true;
  }
}
