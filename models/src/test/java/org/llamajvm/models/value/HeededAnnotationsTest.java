package org.llamajvm.models.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JacksonAnnotationsInside;
import com.fasterxml.jackson.annotation.JacksonInject;
import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.fasterxml.jackson.databind.deser.std.StringDeserializer;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class HeededAnnotationsTest {

  record Point(int x, int y) {}

  @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
  @JsonPropertyOrder({"lastName", "given"})
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Person(
      @JsonIgnore String secret,
      @JsonProperty("given") @JsonPropertyDescription("as in the passport") String firstName,
      @JsonAlias("weight") int bodyWeight,
      String lastName) {

    @JsonCreator
    Person {}
  }

  @Test
  void schemaAndReadingAgree() {
    ValueType<Person> type = ValueType.of(Person.class);
    assertThat(type.schema())
        .isEqualTo(
            """
            {"type":"object","properties":{"last_name":{"type":"string"},\
            "given":{"description":"as in the passport","type":"string"},\
            "body_weight":{"type":"integer","minimum":-2147483648,"maximum":2147483647}},\
            "required":["last_name","given","body_weight"],"additionalProperties":false}\
            """);
    String json = "{\"last_name\":\"Li\",\"given\":\"An\",\"body_weight\":60}";
    assertThat(type.constraint().matches(json)).isTrue();
    assertThat(type.read(json)).isEqualTo(new Person(null, "An", 60, "Li"));
  }

  @JsonPropertyOrder(alphabetic = true)
  record Sorted(int c, int a, int b) {}

  record Hidden(@JsonIgnore Integer number, String name) {}

  record HiddenInt(@JsonIgnore int number, String name) {}

  enum Unit {
    METRE("m"),
    SECOND("s");

    private final String sign;

    Unit(String sign) {
      this.sign = sign;
    }

    @JsonValue
    String sign() {
      return sign;
    }
  }

  @Test
  void readsWhatIsSortedHiddenOrNamedByItsValue() {
    assertThat(ValueType.of(Sorted.class).schema()).contains("\"required\":[\"a\",\"b\",\"c\"]");
    ValueType<Hidden> hidden = ValueType.of(Hidden.class);
    assertThat(hidden.constraint().matches("{\"name\":\"x\"}")).isTrue();
    assertThat(hidden.read("{\"name\":\"x\"}")).isEqualTo(new Hidden(null, "x"));
    ValueType<Unit> unit = ValueType.of(Unit.class);
    assertThat(unit.constraint().matches("\"s\"")).isTrue();
    assertThat(unit.read("\"s\"")).isEqualTo(Unit.SECOND);
  }

  record Unwrapped(@JsonUnwrapped Point point) {}

  record Formatted(@JsonFormat(pattern = "dd.MM.yyyy") LocalDate date) {}

  record Made(int a) {
    @JsonCreator
    static Made of(String text) {
      return new Made(text.length());
    }
  }

  record Single(String text) {
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    Single {}
  }

  record Wrapped(@JsonValue String text) {}

  @JsonIgnoreProperties("x")
  record Ignoring(int x, int y) {}

  record Injected(@JacksonInject int x) {}

  record Own(@JsonDeserialize(using = StringDeserializer.class) String text) {}

  record Typed(@JsonTypeInfo(use = JsonTypeInfo.Id.CLASS) Point point) {}

  record ReadOnly(@JsonProperty(access = JsonProperty.Access.READ_ONLY) String text) {}

  @Retention(RetentionPolicy.RUNTIME)
  @JacksonAnnotationsInside
  @JsonFormat(shape = JsonFormat.Shape.STRING)
  @interface AsText {}

  record Bundled(@AsText int x) {}

  enum Level {
    LOW,
    HIGH;

    @JsonValue
    int number() {
      return name().length();
    }
  }

  record Levels(Level level) {}

  @JsonIgnoreProperties("a")
  sealed interface Above permits Below {}

  record Below(int a) implements Above {}

  static Arguments[] refused() {
    return new Arguments[] {
      Arguments.of(Unwrapped.class, "Unwrapped: @JsonUnwrapped at point is not supported"),
      Arguments.of(Formatted.class, "Formatted: @JsonFormat at date is not supported"),
      Arguments.of(
          HiddenInt.class,
          "HiddenInt: @JsonIgnore at number is not supported, for int has no null"),
      Arguments.of(Made.class, "Made: @JsonCreator at of is not supported"),
      Arguments.of(Single.class, "Single: @JsonCreator at a constructor is not supported"),
      Arguments.of(Wrapped.class, "Wrapped: @JsonValue at text is not supported"),
      Arguments.of(Ignoring.class, "Ignoring: @JsonIgnoreProperties at Ignoring is not supported"),
      Arguments.of(Injected.class, "Injected: @JacksonInject at x is not supported"),
      Arguments.of(Own.class, "Own: @JsonDeserialize at text is not supported"),
      Arguments.of(Typed.class, "Typed: @JsonTypeInfo at point is not supported"),
      Arguments.of(ReadOnly.class, "ReadOnly: @JsonProperty(access = …) at text is not supported"),
      Arguments.of(Bundled.class, "Bundled: @JsonFormat at x is not supported"),
      Arguments.of(Levels.class, "Levels.level: @JsonValue at number is not supported"),
      Arguments.of(Below.class, "Below: @JsonIgnoreProperties at Above is not supported")
    };
  }

  @ParameterizedTest
  @MethodSource("refused")
  void othersAreRefusedByName(Class<?> type, String message) {
    assertThatThrownBy(() -> ValueType.of(type))
        .isInstanceOf(UnsupportedTypeException.class)
        .hasMessageStartingWith(message);
  }
}
