package org.llamajvm.models.constraint.automaton;

/** What may follow a {@link Reading}. */
final class Read extends Regex {

  private final Reading reading;

  Read(Regexes factory, Reading reading) {
    super(factory, 31 * reading.hashCode() + 9, 0, reading.isWhole(), false);
    this.reading = reading;
  }

  @Override
  Regex derivative(int value) {
    return reading.after(value).map(factory::read).orElseGet(factory::none);
  }

  @Override
  void addBorders(ByteSet target) {
    ByteSet alphabet = reading.alphabet();
    for (int b = 0; b < 255; b++) {
      if (alphabet.contains(b)) {
        target.add(b, b + 1);
      }
    }
  }

  @Override
  public void addFirst(ByteSet bytes) {
    bytes.addAll(reading.alphabet());
  }

  @Override
  protected boolean isSame(Node other) {
    return reading.equals(((Read) other).reading);
  }
}
