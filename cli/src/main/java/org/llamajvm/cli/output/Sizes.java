package org.llamajvm.cli.output;

import java.util.Locale;

/** Numbers for people. */
public final class Sizes {

  private static final String[] BINARY = {"bytes", "KiB", "MiB", "GiB", "TiB"};
  private static final String[] DECIMAL = {"", " thousand", " million", " billion", " trillion"};

  private Sizes() {}

  /** Bytes as {@code 1.50 GiB}. */
  public static String text(long bytes) {
    return scaled(bytes, 1024, BINARY, " ");
  }

  /** A count as {@code 1.10 billion}. */
  public static String count(long number) {
    return scaled(number, 1000, DECIMAL, "");
  }

  /**
   * A number with one digit behind the point. {@link String#format} would read the languages of all
   * countries first, which takes longer than to list models.
   *
   * @param value not negative
   */
  static String tenths(double value) {
    long tenths = Math.round(10 * value);
    return tenths / 10 + "." + tenths % 10;
  }

  private static String scaled(long number, int base, String[] units, String gap) {
    double value = number;
    int unit = 0;
    while (value >= base && unit < units.length - 1) {
      value /= base;
      unit++;
    }
    return unit == 0
        ? number + gap + units[0]
        : String.format(Locale.ROOT, "%.2f%s%s", value, gap, units[unit]);
  }
}
