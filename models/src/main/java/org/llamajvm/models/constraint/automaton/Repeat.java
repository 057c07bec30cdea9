package org.llamajvm.models.constraint.automaton;

/** So many times. */
@SuppressWarnings("ReferenceEquality") // equal nodes are one and the same
final class Repeat extends Regex {

  final Regex part;
  final int min;
  final int max;

  Repeat(Regexes factory, Regex part, int min, int max) {
    super(
        factory,
        31 * (31 * (31 * part.hashCode() + min) + max) + 7,
        part.levels(),
        min == 0,
        part.isLogical());
    this.part = part;
    this.min = min;
    this.max = max;
  }

  @Override
  Regex derivative(int value) {
    Regex rest = part.derive(value);
    if (rest == factory.none()) {
      return rest;
    }
    int most = max == Regexes.UNBOUNDED ? max : max - 1;
    return factory.concat(rest, factory.repeat(part, Math.max(0, min - 1), most));
  }

  @Override
  void addBorders(ByteSet target) {
    target.addAll(part.borders());
  }

  @Override
  public void addFirst(ByteSet bytes) {
    part.addFirst(bytes);
  }

  @Override
  protected boolean isSame(Node other) {
    Repeat repeat = (Repeat) other;
    return part == repeat.part && min == repeat.min && max == repeat.max;
  }
}
