package org.llamajvm.tokenizer.jinja.library;

import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** Dates in the directives of C's {@code strftime}, with English names. */
final class TimeFormat {
  private TimeFormat() {}

  /** The time in that format; a directive that is not known stays as it is written. */
  static String format(String format, ZonedDateTime time) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < format.length(); i++) {
      char c = format.charAt(i);
      if (c != '%' || i + 1 == format.length()) {
        out.append(c);
        continue;
      }
      char directive = format.charAt(++i);
      if (directive == '-' && i + 1 < format.length()) {
        String padded = directive(format.charAt(++i), time);
        out.append(padded.replaceFirst("^[0 ]+(?=.)", ""));
      } else {
        out.append(directive(directive, time));
      }
    }
    return out.toString();
  }

  private static String directive(char directive, ZonedDateTime time) {
    return switch (directive) {
      case 'a' -> pattern("EEE", time);
      case 'A' -> pattern("EEEE", time);
      case 'b', 'h' -> pattern("MMM", time);
      case 'B' -> pattern("MMMM", time);
      case 'c' -> format("%a %b %e %H:%M:%S %Y", time);
      case 'C' -> two(time.getYear() / 100);
      case 'd' -> two(time.getDayOfMonth());
      case 'D', 'x' -> format("%m/%d/%y", time);
      case 'e' -> String.format(Locale.ROOT, "%2d", time.getDayOfMonth());
      case 'F' -> format("%Y-%m-%d", time);
      case 'f' -> String.format(Locale.ROOT, "%06d", time.getNano() / 1000);
      case 'H' -> two(time.getHour());
      case 'I' -> two((time.getHour() + 11) % 12 + 1);
      case 'j' -> String.format(Locale.ROOT, "%03d", time.getDayOfYear());
      case 'm' -> two(time.getMonthValue());
      case 'M' -> two(time.getMinute());
      case 'n' -> "\n";
      case 'p' -> time.getHour() < 12 ? "AM" : "PM";
      case 'r' -> format("%I:%M:%S %p", time);
      case 'R' -> format("%H:%M", time);
      case 'S' -> two(time.getSecond());
      case 's' -> String.valueOf(time.toEpochSecond());
      case 't' -> "\t";
      case 'T', 'X' -> format("%H:%M:%S", time);
      case 'u' -> String.valueOf(time.getDayOfWeek().getValue());
      case 'w' -> String.valueOf(time.getDayOfWeek().getValue() % 7);
      case 'U' -> two(weeks(time, 0));
      case 'W' -> two(weeks(time, 1));
      case 'y' -> two(time.getYear() % 100);
      case 'Y' -> String.valueOf(time.getYear());
      case 'z', 'Z' -> "";
      case '%' -> "%";
      default -> "%" + directive;
    };
  }

  /** Weeks of the year that have begun, counted from Sunday (0) or Monday (1). */
  private static int weeks(ZonedDateTime time, int firstDay) {
    int weekday = (time.getDayOfWeek().getValue() - firstDay + 7) % 7;
    long day = ChronoUnit.DAYS.between(time.withDayOfYear(1), time);
    return (int) ((day + 7 - weekday) / 7);
  }

  private static String two(int number) {
    return String.format(Locale.ROOT, "%02d", number);
  }

  private static String pattern(String pattern, ZonedDateTime time) {
    return DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH).format(time);
  }
}
