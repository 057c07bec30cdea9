package org.llamajvm.models.value;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Makes what reads values. */
final class ValueMapper {

  private ValueMapper() {}

  static JsonMapper create() {
    SimpleModule types = new SimpleModule();
    types.addDeserializer(LocalDate.class, new TextReader<>(LocalDate.class, LocalDate::parse));
    types.addDeserializer(OffsetTime.class, new TextReader<>(OffsetTime.class, OffsetTime::parse));
    types.addDeserializer(
        OffsetDateTime.class, new TextReader<>(OffsetDateTime.class, OffsetDateTime::parse));
    types.addDeserializer(Instant.class, new TextReader<>(Instant.class, Instant::parse));
    types.addDeserializer(Duration.class, new TextReader<>(Duration.class, Duration::parse));
    types.addDeserializer(Period.class, new TextReader<>(Period.class, Period::parse));
    types.addDeserializer(
        OptionalInt.class,
        new OptionalNumberReader<>(
            OptionalInt.class,
            OptionalInt.empty(),
            (parser, context) -> OptionalInt.of(context.readValue(parser, Integer.class))));
    types.addDeserializer(
        OptionalLong.class,
        new OptionalNumberReader<>(
            OptionalLong.class,
            OptionalLong.empty(),
            (parser, context) -> OptionalLong.of(context.readValue(parser, Long.class))));
    types.addDeserializer(
        OptionalDouble.class,
        new OptionalNumberReader<>(
            OptionalDouble.class,
            OptionalDouble.empty(),
            (parser, context) -> OptionalDouble.of(context.readValue(parser, Double.class))));
    FiniteNumbers.addTo(types);
    return JsonMapper.builder()
        .addModule(types)
        .addModule(new OptionalTypes())
        .annotationIntrospector(new SealedTypes())
        .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
        .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
        .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
        .build();
  }
}
