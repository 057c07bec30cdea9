package org.llamajvm.models.value;

import java.lang.invoke.MethodType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;

/** The schemas of types that have no parts. */
final class Scalars {

  private static final String CLOCK = "([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(\\.\\d{1,9})?";

  /** Java's offsets reach this far. */
  private static final String OFFSET = "(Z|[+-](0\\d|1[0-7]):[0-5]\\d)";

  private static final Map<Class<?>, Map<String, Object>> SCHEMAS =
      Map.ofEntries(
          Map.entry(String.class, Map.of("type", "string")),
          Map.entry(Boolean.class, Map.of("type", "boolean")),
          Map.entry(Byte.class, whole(Byte.MIN_VALUE, Byte.MAX_VALUE)),
          Map.entry(Short.class, whole(Short.MIN_VALUE, Short.MAX_VALUE)),
          Map.entry(Integer.class, whole(Integer.MIN_VALUE, Integer.MAX_VALUE)),
          Map.entry(Long.class, whole(Long.MIN_VALUE, Long.MAX_VALUE)),
          Map.entry(BigInteger.class, Map.of("type", "integer")),
          Map.entry(Float.class, Map.of("type", "number")),
          Map.entry(Double.class, Map.of("type", "number")),
          Map.entry(BigDecimal.class, Map.of("type", "number")),
          Map.entry(UUID.class, format("uuid")),
          Map.entry(URI.class, format("uri")),
          Map.entry(LocalDate.class, format("date")),
          Map.entry(OffsetTime.class, text("time", CLOCK + OFFSET)),
          Map.entry(OffsetDateTime.class, text("date-time", ".{10}T" + CLOCK + OFFSET)),
          Map.entry(Instant.class, text("date-time", ".{10}T" + CLOCK + "Z")),
          Map.entry(
              Duration.class,
              text("duration", "P(\\d{1,6}D)?(T(\\d{1,6}H)?(\\d{1,6}M)?(\\d{1,6}S)?)?")),
          Map.entry(
              Period.class,
              text(
                  "duration",
                  "P(\\d{1,6}[WD]|\\d{1,6}Y(\\d{1,6}M(\\d{1,6}D)?)?|\\d{1,6}M(\\d{1,6}D)?)")));

  private static final Map<Class<?>, Class<?>> OPTIONAL_NUMBERS =
      Map.of(
          OptionalInt.class, Integer.class,
          OptionalLong.class, Long.class,
          OptionalDouble.class, Double.class);

  private Scalars() {}

  private static Map<String, Object> whole(long min, long max) {
    return Members.of("type", "integer").with("minimum", min).with("maximum", max).map();
  }

  private static Map<String, Object> format(String name) {
    return Members.of("type", "string").with("format", name).map();
  }

  private static Map<String, Object> text(String format, String pattern) {
    return Members.of("type", "string")
        .with("format", format)
        .with("pattern", "^" + pattern + "$")
        .map();
  }

  /** The schema of a type, boxed or not; empty if it is no such type. */
  static Optional<Map<String, Object>> of(Class<?> type) {
    Class<?> boxed = MethodType.methodType(type).wrap().returnType();
    return Optional.ofNullable(SCHEMAS.get(boxed));
  }

  /** The schema of the number that an optional one holds; empty if the type is none. */
  static Optional<Map<String, Object>> ofOptionalNumber(Class<?> type) {
    return Optional.ofNullable(OPTIONAL_NUMBERS.get(type)).map(SCHEMAS::get);
  }
}
