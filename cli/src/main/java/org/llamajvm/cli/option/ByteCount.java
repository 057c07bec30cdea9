package org.llamajvm.cli.option;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads sizes such as {@code 5GiB}, {@code 500MB} or {@code 1048576}. */
public final class ByteCount implements ITypeConverter<Long> {

  private static final Pattern TEXT = Pattern.compile("(\\d{1,15})\\s*([kmgt]?)(i?)b?");

  /** Picocli makes it. */
  public ByteCount() {}

  @Override
  public Long convert(String value) {
    Matcher matcher = TEXT.matcher(value.trim().toLowerCase(Locale.ROOT));
    if (matcher.matches()) {
      int power = " kmgt".indexOf(matcher.group(2).isEmpty() ? " " : matcher.group(2));
      long base = matcher.group(3).isEmpty() ? 1000 : 1024;
      long bytes = Long.parseLong(matcher.group(1));
      try {
        for (int i = 0; i < power; i++) {
          bytes = Math.multiplyExact(bytes, base);
        }
        if (bytes > 0) {
          return bytes;
        }
      } catch (ArithmeticException e) {
        throw new TypeConversionException("'%s' is too large a size".formatted(value));
      }
    }
    throw new TypeConversionException(
        "'%s' is not a size such as 5GiB, 500MB or 1048576".formatted(value));
  }
}
