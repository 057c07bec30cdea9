package org.llamajvm.models.constraint.automaton;

/** Every sequence of bytes that another language does not have. */
@SuppressWarnings("ReferenceEquality") // equal nodes are one and the same
final class Not extends Regex {

  final Regex part;

  Not(Regexes factory, Regex part) {
    super(factory, 31 * part.hashCode() + 6, part.levels(), !part.isNullable(), true);
    this.part = part;
  }

  @Override
  Regex derivative(int value) {
    return factory.not(part.derive(value));
  }

  @Override
  void addBorders(ByteSet target) {
    target.addAll(part.borders());
  }

  @Override
  public void addFirst(ByteSet bytes) {
    bytes.add(0, 255);
  }

  @Override
  protected boolean isSame(Node other) {
    return part == ((Not) other).part;
  }
}
