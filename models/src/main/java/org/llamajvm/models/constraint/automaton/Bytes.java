package org.llamajvm.models.constraint.automaton;

/** One byte of a set; no text at all if the set is empty. */
final class Bytes extends Regex {

  final ByteSet set;

  Bytes(Regexes factory, ByteSet set) {
    super(factory, 31 * set.hashCode() + 2, 0, false, false);
    this.set = set;
  }

  @Override
  Regex derivative(int value) {
    return set.contains(value) ? factory.empty() : factory.none();
  }

  @Override
  void addBorders(ByteSet target) {
    target.addAll(set.borders());
  }

  @Override
  public void addFirst(ByteSet bytes) {
    bytes.addAll(set);
  }

  @Override
  protected boolean isSame(Node other) {
    return set.equals(((Bytes) other).set);
  }
}
