package org.llamajvm.tokenizer.jinja.value;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.Optional;
import java.util.OptionalDouble;

/** Numbers as Python reads and prints them. */
public final class Numbers {
  private static final int MAX_DIGITS = 4300;

  private Numbers() {}

  /** The integer that a value is: an integer or a truth value. */
  public static Optional<BigInteger> integer(Value value) {
    return switch (value) {
      case Value.Int integer -> Optional.of(integer.value());
      case Value.Bool bool -> Optional.of(bool.value() ? BigInteger.ONE : BigInteger.ZERO);
      default -> Optional.empty();
    };
  }

  /** The number that a value is, as a double. */
  public static OptionalDouble real(Value value) {
    if (value instanceof Value.Real real) {
      return OptionalDouble.of(real.value());
    }
    return integer(value)
        .map(number -> OptionalDouble.of(number.doubleValue()))
        .orElse(OptionalDouble.empty());
  }

  /** Whether a value is a number. */
  public static boolean isNumber(Value value) {
    return value instanceof Value.Int || value instanceof Value.Real || value instanceof Value.Bool;
  }

  /** The exact value of a finite number. */
  static BigDecimal exact(Value value) {
    return value instanceof Value.Real real
        ? new BigDecimal(real.value())
        : new BigDecimal(integer(value).orElseThrow());
  }

  /** The integer that a text spells, if it does. */
  public static Optional<BigInteger> parseInteger(String text, int base) {
    String digits = Texts.strip(Str.trusted(text)).text();
    boolean negative = digits.startsWith("-");
    if (negative || digits.startsWith("+")) {
      digits = digits.substring(1);
    }
    String prefix = base == 16 ? "0x" : base == 8 ? "0o" : base == 2 ? "0b" : "";
    if (!prefix.isEmpty() && digits.regionMatches(true, 0, prefix, 0, 2)) {
      digits = digits.substring(2);
    }
    boolean odd = digits.startsWith("_") || digits.endsWith("_") || digits.contains("__");
    digits = digits.replace("_", "");
    if (odd || digits.isEmpty() || digits.length() > MAX_DIGITS) {
      return Optional.empty();
    }
    if (!digits.chars().allMatch(c -> Character.digit(c, base) >= 0)) {
      return Optional.empty();
    }
    BigInteger number = new BigInteger(digits, base);
    return Optional.of(negative ? number.negate() : number);
  }

  /** The number that a text spells, if it does. */
  public static OptionalDouble parseReal(String text) {
    String digits = Texts.strip(Str.trusted(text)).text();
    boolean signed = digits.startsWith("-") || digits.startsWith("+");
    double sign = digits.startsWith("-") ? -1 : 1;
    String magnitude = signed ? digits.substring(1) : digits;
    if (magnitude.equalsIgnoreCase("nan")) {
      return OptionalDouble.of(Double.NaN);
    }
    if (magnitude.equalsIgnoreCase("inf") || magnitude.equalsIgnoreCase("infinity")) {
      return OptionalDouble.of(sign * Double.POSITIVE_INFINITY);
    }
    return isReal(magnitude)
        ? OptionalDouble.of(sign * Double.parseDouble(magnitude.replace("_", "")))
        : OptionalDouble.empty();
  }

  /** Whether a text is digits with a point among or around them, and perhaps an exponent. */
  private static boolean isReal(String text) {
    int whole = digits(text, 0);
    int end = whole;
    if (end < text.length() && text.charAt(end) == '.') {
      int fraction = digits(text, end + 1);
      if (whole == 0 && fraction == end + 1) {
        return false;
      }
      end = fraction;
    } else if (whole == 0) {
      return false;
    }
    if (end < text.length() && (text.charAt(end) == 'e' || text.charAt(end) == 'E')) {
      boolean signed =
          end + 1 < text.length() && (text.charAt(end + 1) == '+' || text.charAt(end + 1) == '-');
      int power = signed ? end + 2 : end + 1;
      end = digits(text, power);
      if (end == power) {
        return false;
      }
    }
    return end == text.length();
  }

  /** The end of the digits that start at an index, single underscores between them included. */
  private static int digits(String text, int from) {
    int end = from;
    while (isDigit(text, end)
        || (end > from && isUnderscore(text, end) && isDigit(text, end + 1))) {
      end++;
    }
    return end;
  }

  private static boolean isDigit(String text, int index) {
    return index < text.length() && text.charAt(index) >= '0' && text.charAt(index) <= '9';
  }

  private static boolean isUnderscore(String text, int index) {
    return index < text.length() && text.charAt(index) == '_';
  }

  /** A double as {@code repr} prints it: the fewest digits that read back as the same number. */
  public static String print(double value) {
    if (Double.isNaN(value)) {
      return "nan";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "inf" : "-inf";
    }
    if (value == 0) {
      return 1 / value < 0 ? "-0.0" : "0.0";
    }
    BigDecimal decimal = new BigDecimal(Double.toString(Math.abs(value))).stripTrailingZeros();
    BigDecimal oneDigit = decimal.round(new MathContext(1));
    if (oneDigit.doubleValue() == Math.abs(value)) {
      decimal = oneDigit.stripTrailingZeros();
    }
    String digits = decimal.unscaledValue().toString();
    int exponent = digits.length() - 1 - decimal.scale();
    String sign = value < 0 ? "-" : "";
    if (exponent < -4 || exponent >= 16) {
      String fraction = digits.length() > 1 ? "." + digits.substring(1) : "";
      String power = (Math.abs(exponent) < 10 ? "0" : "") + Math.abs(exponent);
      return sign + digits.charAt(0) + fraction + "e" + (exponent < 0 ? "-" : "+") + power;
    }
    String plain = decimal.toPlainString();
    return sign + plain + (plain.indexOf('.') < 0 ? ".0" : "");
  }
}
