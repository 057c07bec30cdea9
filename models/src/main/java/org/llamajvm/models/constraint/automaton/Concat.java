package org.llamajvm.models.constraint.automaton;

/** One after the other. */
@SuppressWarnings("ReferenceEquality") // equal nodes are one and the same
final class Concat extends Regex {

  final Regex first;
  final Regex second;

  Concat(Regexes factory, Regex first, Regex second) {
    super(
        factory,
        31 * (31 * first.hashCode() + second.hashCode()) + 3,
        first.isNullable() ? levels(first, second) : first.levels(),
        first.isNullable() && second.isNullable(),
        first.isLogical() || second.isLogical());
    this.first = first;
    this.second = second;
  }

  @Override
  Regex derivative(int value) {
    Regex rest = factory.concat(first.derive(value), second);
    return first.isNullable() ? factory.or(rest, second.derive(value)) : rest;
  }

  @Override
  void addBorders(ByteSet target) {
    target.addAll(first.borders());
    if (first.isNullable()) {
      target.addAll(second.borders());
    }
  }

  @Override
  public void addFirst(ByteSet bytes) {
    first.addFirst(bytes);
    if (first.isNullable()) {
      second.addFirst(bytes);
    }
  }

  @Override
  protected boolean isSame(Node other) {
    Concat concat = (Concat) other;
    return first == concat.first && second == concat.second;
  }
}
