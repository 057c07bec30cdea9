package org.llamajvm.cli.option;

import java.math.BigDecimal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * What is added to the logit of a token, written as {@code 15043+1.5}, {@code 15043-1.5} or {@code
 * 15043-inf}.
 *
 * @param token id
 * @param bias what is added
 */
public record LogitBias(int token, float bias) {

  private static final Pattern TEXT =
      Pattern.compile("(\\d{1,9})=?(?:([+-]?\\d+(?:\\.\\d+)?)|(-inf))");

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException if it is not written so
   */
  public static LogitBias parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    boolean ambiguous = !text.contains("=") && !text.contains("+") && !text.contains("-");
    if (!matcher.matches() || ambiguous) {
      throw new IllegalArgumentException(
          "expected a token id and a bias such as 15043+1.5 or 15043-inf, but was '%s'"
              .formatted(text));
    }
    float bias =
        matcher.group(2) == null ? Float.NEGATIVE_INFINITY : Float.parseFloat(matcher.group(2));
    return new LogitBias(Integer.parseInt(matcher.group(1)), bias);
  }

  /** As {@link #parse} reads it. */
  @Override
  public String toString() {
    if (bias == Float.NEGATIVE_INFINITY) {
      return token + "-inf";
    }
    String number = new BigDecimal(Float.toString(bias)).toPlainString();
    return token + (bias < 0 ? "" : "+") + number;
  }

  /** For the command line. */
  static final class Converter implements ITypeConverter<LogitBias> {
    @Override
    public LogitBias convert(String value) {
      try {
        return parse(value);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }
}
