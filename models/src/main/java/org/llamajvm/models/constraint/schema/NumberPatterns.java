package org.llamajvm.models.constraint.schema;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.llamajvm.models.constraint.automaton.ByteSet;
import org.llamajvm.models.constraint.automaton.Regex;
import org.llamajvm.models.constraint.automaton.Regexes;

/**
 * Numbers within bounds as regular languages. A number that is bounded has no exponent.
 *
 * @param syntax numbers without bounds
 */
record NumberPatterns(Regexes regexes, JsonSyntax syntax) {

  private static final int LARGEST_STEP = 1_000_000;

  private static final int MOST_PLACES = 30;

  /**
   * The largest step, without zeros at its end unless numbers are bounded. All remainders may have
   * to be looked at to learn whether digits can go on, and {@link Regexes#isEmpty} has a bound.
   */
  private static final int MOST_REMAINDERS = 16_384;

  /**
   * The numbers that fit conditions.
   *
   * @return empty if a multiple cannot be enforced
   */
  Optional<Regex> get(Conditions conditions) {
    if (conditions.hasAnyNumber()) {
      return Optional.of(conditions.whole ? syntax.integer() : syntax.number());
    }
    List<Regex> all = new ArrayList<>();
    all.add(plain(conditions.whole));
    if (conditions.min != null) {
      all.add(atLeast(conditions));
    }
    if (conditions.max != null) {
      all.add(atMost(conditions));
    }
    if (!conditions.multiples.isEmpty()) {
      Optional<Regex> multiples = multiples(conditions);
      if (multiples.isEmpty()) {
        return Optional.empty();
      }
      all.add(multiples.get());
    }
    if (conditions.broken) {
      all.add(regexes.not(signed(regexes.multiples(1, 0))));
    }
    for (Object value : conditions.excluded) {
      if (value instanceof JsonNumber number) {
        all.add(regexes.not(spellings(number.value())));
      }
    }
    return Optional.of(regexes.and(all));
  }

  private Regex plain(boolean whole) {
    return whole
        ? syntax.integer()
        : regexes.concat(syntax.integer(), regexes.optional(syntax.fraction()));
  }

  private Regex signed(Regex magnitude) {
    return regexes.concat(regexes.optional(regexes.literal("-")), magnitude);
  }

  /** Multiples of all steps are those of their least common multiple. */
  private Optional<Regex> multiples(Conditions conditions) {
    int places = 0;
    for (BigDecimal step : conditions.multiples) {
      places = Math.max(places, step.stripTrailingZeros().scale());
    }
    if (places > MOST_PLACES) {
      return Optional.empty();
    }
    BigInteger units = BigInteger.ONE;
    for (BigDecimal step : conditions.multiples) {
      BigInteger own = step.movePointRight(places).toBigIntegerExact();
      units = units.divide(units.gcd(own)).multiply(own);
      if (units.bitLength() > 31) {
        return Optional.empty();
      }
    }
    boolean bounded = conditions.min != null || conditions.max != null;
    BigDecimal remainders = new BigDecimal(units);
    if (!bounded) {
      remainders = new BigDecimal(remainders.stripTrailingZeros().unscaledValue());
    }
    if (units.compareTo(BigInteger.valueOf(LARGEST_STEP)) > 0
        || remainders.compareTo(BigDecimal.valueOf(MOST_REMAINDERS)) > 0) {
      return Optional.empty();
    }
    return Optional.of(signed(regexes.multiples(units.intValueExact(), places)));
  }

  /** All ways to write a value without an exponent. */
  private Regex spellings(BigDecimal value) {
    String digits = value.abs().toPlainString();
    Regex zeros = regexes.star(regexes.literal("0"));
    Regex magnitude =
        digits.contains(".")
            ? regexes.concat(regexes.literal(digits), zeros)
            : regexes.concat(
                regexes.literal(digits),
                regexes.optional(
                    regexes.concat(regexes.literal("."), regexes.literal("0"), zeros)));
    return switch (value.signum()) {
      case -1 -> regexes.concat(regexes.literal("-"), magnitude);
      case 0 -> signed(magnitude);
      default -> magnitude;
    };
  }

  private Regex atLeast(Conditions conditions) {
    boolean whole = conditions.whole;
    BigDecimal bound = conditions.min;
    boolean open = conditions.minOpen;
    if (whole && bound.stripTrailingZeros().scale() > 0) {
      bound = bound.setScale(0, RoundingMode.CEILING);
      open = false;
    }
    if (bound.signum() >= 0) {
      return magnitudeAtLeast(bound, open, whole);
    }
    return regexes.or(
        magnitudeAtLeast(BigDecimal.ZERO, false, whole),
        negative(magnitudeAtMost(bound.negate(), open, whole)));
  }

  private Regex atMost(Conditions conditions) {
    boolean whole = conditions.whole;
    BigDecimal bound = conditions.max;
    boolean open = conditions.maxOpen;
    if (whole && bound.stripTrailingZeros().scale() > 0) {
      bound = bound.setScale(0, RoundingMode.FLOOR);
      open = false;
    }
    if (bound.signum() < 0) {
      return negative(magnitudeAtLeast(bound.negate(), open, whole));
    }
    boolean belowZero = bound.signum() == 0 && open;
    Regex below = magnitudeAtLeast(BigDecimal.ZERO, belowZero, whole);
    return belowZero
        ? negative(below)
        : regexes.or(negative(below), magnitudeAtMost(bound, open, whole));
  }

  private Regex negative(Regex magnitude) {
    return regexes.concat(regexes.literal("-"), magnitude);
  }

  private Regex digits(int from, int to) {
    return from > to ? regexes.none() : regexes.bytes(ByteSet.range('0' + from, '0' + to));
  }

  private Regex anyDigits() {
    return regexes.star(digits(0, 9));
  }

  private Regex anyFraction(boolean whole) {
    return whole ? regexes.empty() : regexes.optional(syntax.fraction());
  }

  /** Numbers without sign that are not less than a bound, or more than it. */
  private Regex magnitudeAtLeast(BigDecimal bound, boolean open, boolean whole) {
    String units = units(bound);
    String fraction = fraction(bound);
    return regexes.or(
        regexes.concat(unitsAbove(units), anyFraction(whole)),
        regexes.concat(regexes.literal(units), fractionAtLeast(fraction, open, whole)));
  }

  /** Numbers without sign that are not more than a bound, or less than it. */
  private Regex magnitudeAtMost(BigDecimal bound, boolean open, boolean whole) {
    String units = units(bound);
    String fraction = fraction(bound);
    return regexes.or(
        regexes.concat(unitsBelow(units), anyFraction(whole)),
        regexes.concat(regexes.literal(units), fractionAtMost(fraction, open, whole)));
  }

  private static String units(BigDecimal bound) {
    return bound.setScale(0, RoundingMode.DOWN).toPlainString();
  }

  /** Digits after the point without zeros at the end. */
  private static String fraction(BigDecimal bound) {
    String text = bound.stripTrailingZeros().toPlainString();
    int point = text.indexOf('.');
    return point < 0 ? "" : text.substring(point + 1);
  }

  /** The digit at a place of a number. */
  private Regex digit(String number, int at) {
    return regexes.literal(number.substring(at, at + 1));
  }

  private Regex anyDigits(int count) {
    return regexes.repeat(digits(0, 9), count, count);
  }

  private Regex unitsAbove(String units) {
    Regex above = regexes.none();
    for (int i = units.length() - 1; i >= 0; i--) {
      above =
          regexes.or(
              regexes.concat(
                  digits(units.charAt(i) - '0' + 1, 9), anyDigits(units.length() - i - 1)),
              regexes.concat(digit(units, i), above));
    }
    Regex longer =
        regexes.concat(
            digits(1, 9), regexes.repeat(digits(0, 9), units.length(), Regexes.UNBOUNDED));
    return regexes.or(longer, above);
  }

  private Regex unitsBelow(String units) {
    int length = units.length();
    Regex below = regexes.none();
    for (int i = length - 1; i >= 0; i--) {
      int least = i == 0 && length > 1 ? 1 : 0;
      below =
          regexes.or(
              regexes.concat(digits(least, units.charAt(i) - '0' - 1), anyDigits(length - i - 1)),
              regexes.concat(digit(units, i), below));
    }
    if (length == 1) {
      return below;
    }
    Regex shorter = regexes.concat(digits(1, 9), regexes.repeat(digits(0, 9), 0, length - 2));
    return regexes.or(List.of(regexes.literal("0"), shorter, below));
  }

  private Regex point(Regex digits) {
    return regexes.concat(regexes.literal("."), digits);
  }

  private Regex somewhereNotZero() {
    return regexes.concat(anyDigits(), digits(1, 9), anyDigits());
  }

  private Regex fractionAtLeast(String fraction, boolean open, boolean whole) {
    if (whole) {
      return fraction.isEmpty() && !open ? regexes.empty() : regexes.none();
    }
    if (fraction.isEmpty()) {
      return open ? point(somewhereNotZero()) : anyFraction(false);
    }
    Regex rest = open ? somewhereNotZero() : anyDigits();
    for (int i = fraction.length() - 1; i >= 0; i--) {
      rest =
          regexes.or(
              regexes.concat(digits(fraction.charAt(i) - '0' + 1, 9), anyDigits()),
              regexes.concat(digit(fraction, i), rest));
    }
    return point(rest);
  }

  private Regex fractionAtMost(String fraction, boolean open, boolean whole) {
    boolean reachable = !fraction.isEmpty() || !open;
    if (whole) {
      return reachable ? regexes.empty() : regexes.none();
    }
    if (fraction.isEmpty()) {
      return open
          ? regexes.none()
          : regexes.optional(point(regexes.concat(digits(0, 0), regexes.star(digits(0, 0)))));
    }
    Regex rest = open ? regexes.none() : regexes.star(digits(0, 0));
    for (int i = fraction.length() - 1; i >= 0; i--) {
      rest =
          regexes.or(
              List.of(
                  regexes.concat(digits(0, fraction.charAt(i) - '0' - 1), anyDigits()),
                  regexes.concat(digit(fraction, i), rest),
                  i > 0 ? regexes.empty() : regexes.none()));
    }
    return regexes.optional(point(rest));
  }
}
