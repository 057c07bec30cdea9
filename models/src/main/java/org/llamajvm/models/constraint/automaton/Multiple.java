package org.llamajvm.models.constraint.automaton;

/**
 * Digits, perhaps with a decimal point, whose value is a multiple of a number: of {@code step} when
 * it is counted in units of {@code 10^-places}.
 */
final class Multiple extends Regex {

  private static final int BEFORE_POINT = -1;

  private final int step;
  private final int places;
  private final int remainder;

  /** Digits read after the point; {@link #BEFORE_POINT} if it was not read. */
  private final int fraction;

  Multiple(Regexes factory, int step, int places) {
    this(factory, step, places, 0, BEFORE_POINT);
  }

  private Multiple(Regexes factory, int step, int places, int remainder, int fraction) {
    super(
        factory,
        31 * (31 * (31 * (31 * step + places) + remainder) + fraction) + 8,
        0,
        isMultiple(step, places - Math.max(0, fraction), remainder),
        true);
    this.step = step;
    this.places = places;
    this.remainder = remainder;
    this.fraction = fraction;
  }

  private static boolean isMultiple(int step, int missing, int remainder) {
    long value = remainder;
    for (int i = 0; i < missing; i++) {
      value = value * 10 % step;
    }
    return value == 0;
  }

  /** Whether digits after the point can still make it a multiple. */
  private static boolean isReachable(int step, int missing, int remainder) {
    long value = remainder;
    long power = 1;
    for (int i = 0; i < missing; i++) {
      value = value * 10 % step;
      power = Math.min(power * 10, step);
    }
    return (step - value) % step < power;
  }

  private Regex afterPoint(int remainder, int read) {
    return isReachable(step, places - read, remainder)
        ? factory.intern(new Multiple(factory, step, places, remainder, read))
        : factory.none();
  }

  @Override
  Regex derivative(int value) {
    if (value == '.' && fraction == BEFORE_POINT) {
      return afterPoint(remainder, 0);
    }
    if (value < '0' || value > '9') {
      return factory.none();
    }
    if (fraction == places) {
      return value == '0' ? this : factory.none();
    }
    int next = (int) ((remainder * 10L + value - '0') % step);
    return fraction == BEFORE_POINT
        ? factory.intern(new Multiple(factory, step, places, next, BEFORE_POINT))
        : afterPoint(next, fraction + 1);
  }

  @Override
  void addBorders(ByteSet target) {
    target.add('.', ':');
  }

  @Override
  public void addFirst(ByteSet bytes) {
    bytes.add('0', '9');
    if (fraction == BEFORE_POINT) {
      bytes.add('.', '.');
    }
  }

  @Override
  protected boolean isSame(Node other) {
    Multiple multiple = (Multiple) other;
    return step == multiple.step
        && places == multiple.places
        && remainder == multiple.remainder
        && fraction == multiple.fraction;
  }
}
