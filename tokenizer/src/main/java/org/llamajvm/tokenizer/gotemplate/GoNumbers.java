package org.llamajvm.tokenizer.gotemplate;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Locale;
import org.llamajvm.tokenizer.jinja.value.Value;

/** Numbers as Go reads and writes them. */
final class GoNumbers {

  private static final int LARGE = 21;
  private static final int LONGEST = 400;

  private GoNumbers() {}

  /** The value of a constant. */
  static Value parse(Source source, Token token) {
    String text = token.text().replace("_", "");
    try {
      if (text.matches("[+-]?(0|[1-9]\\d{0,18})")) {
        return Value.Int.of(Long.parseLong(text));
      }
      if (text.matches("[+-]?0[xX][0-9a-fA-F]{1,15}")) {
        boolean negative = text.startsWith("-");
        String digits = text.replaceFirst("^[+-]?0[xX]", "");
        return Value.Int.of((negative ? -1 : 1) * Long.parseLong(digits, 16));
      }
      if (text.length() <= LONGEST && text.matches("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?")) {
        double value = Double.parseDouble(text);
        if (Double.isFinite(value)) {
          return new Value.Real(value);
        }
      }
    } catch (NumberFormatException _) {
      throw source.syntax(token.at(), "the number %s is too large".formatted(token.text()));
    }
    throw source.syntax(token.at(), "not a number: " + token.text());
  }

  /** As {@code fmt} prints it: the shortest digits, with an exponent from 21 places on. */
  static String print(double value) {
    return print(value, -4);
  }

  /** As {@code encoding/json} writes it. */
  static String json(double value) {
    return print(value, -6).replaceFirst("e-0(\\d)$", "e-$1");
  }

  private static String print(double value, int smallest) {
    if (value == 0) {
      return 1 / value < 0 ? "-0" : "0";
    }
    if (!Double.isFinite(value)) {
      return Double.isNaN(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf";
    }
    BigDecimal number = new BigDecimal(Double.toString(value)).stripTrailingZeros();
    int exponent = number.precision() - number.scale() - 1;
    if (exponent >= smallest && exponent < LARGE) {
      return number.toPlainString();
    }
    BigInteger digits = number.unscaledValue().abs();
    String all = digits.toString();
    String fraction = all.length() > 1 ? "." + all.substring(1) : "";
    return String.format(
        Locale.ROOT,
        "%s%s%se%s%02d",
        value < 0 ? "-" : "",
        all.charAt(0),
        fraction,
        exponent < 0 ? "-" : "+",
        Math.abs(exponent));
  }
}
