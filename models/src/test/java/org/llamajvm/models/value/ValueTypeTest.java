package org.llamajvm.models.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.llamajvm.models.constraint.ConstraintException;

class ValueTypeTest {

  enum Colour {
    RED,
    @JsonProperty("dark green")
    GREEN
  }

  record Point(int x, int y) {}

  sealed interface Shape permits Circle, Many {}

  record Circle(Point centre, double radius) implements Shape {}

  record Many(List<Shape> shapes) implements Shape {}

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = Cash.class, name = "cash"),
    @JsonSubTypes.Type(value = Card.class, name = "card")
  })
  sealed interface Payment permits Cash, Card {}

  record Cash(String type) implements Payment {}

  record Card(long number) implements Payment {}

  record Page<T>(T first, Optional<Page<T>> next) {}

  record All(
      boolean yes,
      Byte small,
      short shorter,
      Long large,
      BigInteger largest,
      float fraction,
      BigDecimal exact,
      Colour colour,
      Set<Colour> colours,
      Map<String, Point> named,
      Map<Colour, Integer> counted,
      Optional<String> perhaps,
      OptionalInt number,
      OptionalDouble other,
      List<Optional<Integer>> gaps,
      Page<String> page,
      Payment payment,
      UUID id,
      URI link) {}

  record Times(
      LocalDate date,
      OffsetTime time,
      OffsetDateTime at,
      Instant instant,
      Duration duration,
      Period period) {}

  /** Reads a text that the constraint allows and another validator, too. */
  private static <T> T read(Class<T> type, String json) {
    ValueType<T> form = ValueType.of(type);
    assertThat(form.constraint().matches(json)).as("%s fits %s", json, form.schema()).isTrue();
    assertThat(
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(form.schema())
                .validate(json, InputFormat.JSON))
        .isEmpty();
    return form.read(json);
  }

  @Test
  void readsEveryKindOfPart() {
    All all =
        read(
            All.class,
            """
            {"yes":true,"small":-128,"shorter":7,"large":9223372036854775807,\
            "largest":123456789012345678901234567890,"fraction":1.5,"exact":0.10,\
            "colour":"dark green","colours":["RED","RED"],"named":{"a b":{"x":1,"y":-2}},\
            "counted":{"dark green":3},"number":4,"gaps":[1,null],\
            "page":{"first":"one","next":{"first":"two"}},\
            "payment":{"kind":"card","number":12},\
            "id":"123e4567-e89b-12d3-a456-426614174000","link":"https://example.org/a"}\
            """);
    assertThat(all)
        .isEqualTo(
            new All(
                true,
                (byte) -128,
                (short) 7,
                Long.MAX_VALUE,
                new BigInteger("123456789012345678901234567890"),
                1.5f,
                new BigDecimal("0.10"),
                Colour.GREEN,
                Set.of(Colour.RED),
                Map.of("a b", new Point(1, -2)),
                Map.of(Colour.GREEN, 3),
                Optional.empty(),
                OptionalInt.of(4),
                OptionalDouble.empty(),
                List.of(Optional.of(1), Optional.empty()),
                new Page<>("one", Optional.of(new Page<>("two", Optional.empty()))),
                new Card(12),
                UUID.fromString("123e4567-e89b-12d3-a456-426614174000"),
                URI.create("https://example.org/a")));
  }

  @Test
  void readsTimes() {
    assertThat(
            read(
                Times.class,
                """
                {"date":"2024-02-29","time":"23:59:59.5+02:00","at":"2024-02-29T00:00:00Z",\
                "instant":"1999-12-31T23:59:59.123456789Z","duration":"P1DT2H3M4S",\
                "period":"P1Y2M3D"}\
                """))
        .isEqualTo(
            new Times(
                LocalDate.of(2024, 2, 29),
                OffsetTime.parse("23:59:59.5+02:00"),
                OffsetDateTime.parse("2024-02-29T00:00Z"),
                Instant.parse("1999-12-31T23:59:59.123456789Z"),
                Duration.parse("P1DT2H3M4S"),
                Period.of(1, 2, 3)));
  }

  @Test
  void tellsRecordsOfASealedInterfaceByAMember() {
    assertThat(
            read(
                Shape.class,
                """
                {"type":"Many","shapes":[{"type":"Circle","centre":{"x":0,"y":1},"radius":2},\
                {"type":"Many","shapes":[]}]}\
                """))
        .isEqualTo(new Many(List.of(new Circle(new Point(0, 1), 2), new Many(List.of()))));
    assertThat(read(Payment.class, "{\"kind\":\"cash\",\"type\":\"coins\"}"))
        .isEqualTo(new Cash("coins"));
  }

  @Test
  void readsWhatIsNoObject() {
    assertThat(read(Colour.class, "\"dark green\"")).isEqualTo(Colour.GREEN);
    assertThat(read(Integer.class, "12")).isEqualTo(12);
    assertThat(read(String.class, "\"a\\\"b\"")).isEqualTo("a\"b");
  }

  @Test
  void writesTheSchemaInTheOrderOfTheComponents() {
    assertThat(ValueType.of(Circle.class).schema())
        .isEqualTo(
            """
            {"type":"object","properties":{"centre":{"$ref":"#/$defs/Point"},\
            "radius":{"type":"number"}},"required":["centre","radius"],\
            "additionalProperties":false,"$defs":{"Point":{"type":"object","properties":{\
            "x":{"type":"integer","minimum":-2147483648,"maximum":2147483647},\
            "y":{"type":"integer","minimum":-2147483648,"maximum":2147483647}},\
            "required":["x","y"],"additionalProperties":false}}}\
            """);
    assertThat(ValueType.of(Shape.class).schema()).startsWith("{\"$ref\":\"#/$defs/Shape\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"x\":1}",
        "{\"x\":1,\"y\":2,\"z\":3}",
        "{\"x\":1,\"y\":null}",
        "{\"x\":1,\"y\":2.5}",
        "{\"x\":1,\"y\":2147483648}"
      })
  void allowsNothingThatIsNoValue(String json) {
    assertThat(ValueType.of(Point.class).constraint().matches(json)).isFalse();
  }

  record Span(int from, int to) {
    Span {
      if (to < from) {
        throw new IllegalArgumentException("it ends before it begins");
      }
    }
  }

  record Narrow(float value) {}

  @Test
  void saysWhyATextIsNoValue() {
    assertThatThrownBy(() -> ValueType.of(Span.class).read("{\"from\":2,\"to\":1}"))
        .isInstanceOf(UnreadableValueException.class)
        .hasMessageContaining("it ends before it begins");
    assertThatThrownBy(() -> ValueType.of(Narrow.class).read("{\"value\":1e40}"))
        .isInstanceOf(UnreadableValueException.class)
        .hasMessageContaining("1e40 is too large");
    assertThatThrownBy(() -> ValueType.of(Narrow.class).read("{\"value\":\"NaN\"}"))
        .isInstanceOf(UnreadableValueException.class);
    assertThatThrownBy(() -> ValueType.of(Float.class).read("\"a\""))
        .isInstanceOf(UnreadableValueException.class);
    assertThatThrownBy(() -> ValueType.of(Narrow.class).read("{\"value\":1"))
        .isInstanceOf(UnreadableValueException.class)
        .hasMessageContaining("no Narrow");
  }

  record Counts(OptionalInt some, OptionalLong more, int all) {}

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"some\":1.5,\"all\":1}",
        "{\"more\":1.5,\"all\":1}",
        "{\"all\":1.5}",
        "{\"all\":\"1\"}",
        "{\"some\":4294967296,\"all\":1}"
      })
  void refusesToReadNumbersOfAnotherKind(String json) {
    assertThatThrownBy(() -> ValueType.of(Counts.class).read(json))
        .isInstanceOf(UnreadableValueException.class)
        .hasMessageStartingWith("The answer is no Counts: ");
  }

  record Person(String name, LocalDateTime born) {}

  record People(List<Person> people) {}

  record Keys(Map<Integer, String> map) {}

  sealed interface Thing permits Named {}

  record Named(String type) implements Thing {}

  record Endless(Endless next) {}

  record Numbers(int[] values) {}

  record Anything(Object value) {}

  record Growing<T>(T value, Optional<Growing<List<T>>> next) {}

  record Grown(Growing<Integer> first) {}

  enum Mood {
    GOOD,
    BAD {
      @Override
      public String toString() {
        return "not good";
      }
    }
  }

  record Moods(Mood one, List<Mood> several) {}

  @Test
  void readsEnumsWhoseConstantsHaveBodies() {
    Moods moods = new Moods(Mood.BAD, List.of(Mood.GOOD, Mood.BAD));
    ValueType<Moods> type = ValueType.of(Moods.class);
    String json = "{\"one\":\"BAD\",\"several\":[\"GOOD\",\"BAD\"]}";
    assertThat(type.constraint().matches(json)).isTrue();
    assertThat(type.read(json)).isEqualTo(moods);
    assertThat(ValueType.of(Mood.class).read("\"BAD\"")).isEqualTo(Mood.BAD);
  }

  @Test
  void namesWhatIsNotSupported() {
    assertThatThrownBy(() -> ValueType.of(People.class))
        .isInstanceOf(UnsupportedTypeException.class)
        .hasMessageStartingWith("People.people[].born: java.time.LocalDateTime is not supported");
    assertThatThrownBy(() -> ValueType.of(Keys.class))
        .isInstanceOf(UnsupportedTypeException.class)
        .hasMessage("Keys.map: keys of maps are String or an enum, not java.lang.Integer");
    assertThatThrownBy(() -> ValueType.of(Thing.class))
        .isInstanceOf(UnsupportedTypeException.class)
        .hasMessageStartingWith("Thing(Named).type: the member of this name says");
    assertThatThrownBy(() -> ValueType.of(Numbers.class))
        .isInstanceOf(UnsupportedTypeException.class)
        .hasMessageStartingWith("Numbers.values: int[] is not supported");
    assertThatThrownBy(() -> ValueType.of(Anything.class))
        .isInstanceOf(UnsupportedTypeException.class)
        .hasMessageStartingWith("Anything.value: java.lang.Object is not supported");
    assertThatThrownBy(() -> ValueType.of(Grown.class))
        .isInstanceOf(UnsupportedTypeException.class)
        .hasMessageStartingWith("Growing: more than 300 records");
    assertThatThrownBy(() -> ValueType.of(Endless.class))
        .isInstanceOf(ConstraintException.class)
        .hasMessageContaining("no value at all");
  }
}
