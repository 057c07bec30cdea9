package org.llamajvm.models.constraint.automaton;

/**
 * What is left of some texts of a list, all of which began alike, and whose next byte is no gap.
 */
final class Literals extends Regex {

  private final SortedTexts texts;
  private final Regex gap;
  private final int from;
  private final int to;
  private final int depth;

  Literals(Regexes factory, SortedTexts texts, Regex gap, int from, int to, int depth) {
    super(
        factory,
        31 * (31 * (31 * System.identityHashCode(texts) + from) + to) + depth,
        0,
        texts.endsAt(from, to, depth),
        false);
    this.texts = texts;
    this.gap = gap;
    this.from = from;
    this.to = to;
    this.depth = depth;
  }

  @Override
  Regex derivative(int value) {
    int low = texts.lowerBound(from, to, depth, value);
    int high = texts.lowerBound(low, to, depth, value + 1);
    return factory.literals(texts, gap, low, high, depth + 1);
  }

  @Override
  void addBorders(ByteSet target) {
    ByteSet first = new ByteSet();
    addFirst(first);
    target.addAll(first.borders());
  }

  @Override
  public void addFirst(ByteSet bytes) {
    int index = texts.endsAt(from, to, depth) ? from + 1 : from;
    while (index < to) {
      int value = texts.at(index, depth);
      bytes.add(value, value);
      index = texts.lowerBound(index, to, depth, value + 1);
    }
  }

  @Override
  protected boolean isSame(Node other) {
    Literals literals = (Literals) other;
    return texts == literals.texts
        && from == literals.from
        && to == literals.to
        && depth == literals.depth;
  }
}
