package org.llamajvm.tokenizer.jinja.value;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;
import org.llamajvm.tokenizer.jinja.syntax.TemplateException;

/** One number in the presentation types that {@code %} and {@code str.format} share. */
final class NumberFormat {
  private static final int MAX_PRECISION = 1000;

  private NumberFormat() {}

  /** Digits of an integer without its sign, in {@code d}, {@code x}, {@code X}, {@code o}, … */
  static String integer(BigInteger value, char type) {
    BigInteger magnitude = value.abs();
    return switch (type) {
      case 'x' -> magnitude.toString(16);
      case 'X' -> magnitude.toString(16).toUpperCase(Locale.ROOT);
      case 'o' -> magnitude.toString(8);
      case 'b' -> magnitude.toString(2);
      default -> magnitude.toString();
    };
  }

  /** Digits of a double without its sign, in {@code f}, {@code e}, {@code g} or a capital. */
  static String real(double value, char type, int precision) {
    if (precision > MAX_PRECISION) {
      throw TemplateException.limit("more than " + MAX_PRECISION + " digits of precision");
    }
    String text = lowerCase(Math.abs(value), Character.toLowerCase(type), precision);
    return Character.isUpperCase(type) ? text.toUpperCase(Locale.ROOT) : text;
  }

  private static String lowerCase(double value, char type, int precision) {
    if (!Double.isFinite(value)) {
      return Numbers.print(value);
    }
    BigDecimal exact = new BigDecimal(value);
    return switch (type) {
      case 'e' -> scientific(exact, precision);
      case 'g' -> general(exact, Math.max(1, precision));
      default -> exact.setScale(precision, RoundingMode.HALF_EVEN).toPlainString();
    };
  }

  private static String scientific(BigDecimal value, int precision) {
    if (value.signum() == 0) {
      return BigDecimal.ZERO.setScale(precision).toPlainString() + "e+00";
    }
    BigDecimal rounded = value.round(new MathContext(precision + 1, RoundingMode.HALF_EVEN));
    int exponent = rounded.precision() - rounded.scale() - 1;
    String digits =
        rounded.movePointLeft(exponent).setScale(precision, RoundingMode.HALF_EVEN).toPlainString();
    return digits + exponent(exponent);
  }

  private static String exponent(int exponent) {
    return String.format(Locale.ROOT, "e%s%02d", exponent < 0 ? "-" : "+", Math.abs(exponent));
  }

  private static String general(BigDecimal value, int precision) {
    if (value.signum() == 0) {
      return "0";
    }
    BigDecimal rounded = value.round(new MathContext(precision, RoundingMode.HALF_EVEN));
    int exponent = rounded.precision() - rounded.scale() - 1;
    if (exponent >= -4 && exponent < precision) {
      return rounded.stripTrailingZeros().toPlainString();
    }
    return rounded.movePointLeft(exponent).stripTrailingZeros().toPlainString()
        + exponent(exponent);
  }
}
