package org.llamajvm.models.constraint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers are compared digit by digit, however many they have. */
class LongNumberTest {

  private static boolean matches(String schema, String text) {
    return Constraint.jsonSchema(schema.replace('\'', '"')).matches(text);
  }

  @ParameterizedTest
  @ValueSource(ints = {20, 450, 990})
  void theLastDigitCounts(int zeros) {
    String five = "5." + "0".repeat(zeros);
    String more = five + "1";
    assertThat(matches("{'const': %s, 'not': {'const': 5}}".formatted(more), more)).isTrue();
    assertThatThrownBy(() -> matches("{'const': %s, 'not': {'const': 5}}".formatted(five), five))
        .hasMessage("no value at all fits the schema");
    String other = "{'type': 'number', 'not': {'const': %s}}".formatted(more);
    assertThat(matches(other, five)).isTrue();
    assertThat(matches(other, more + "0")).isFalse();
    assertThat(matches("{'enum': [%s, %s], 'minimum': %s}".formatted(five, more, more), five))
        .isFalse();
    assertThat(matches("{'type': 'number', 'minimum': %s}".formatted(more), five)).isFalse();
    assertThat(matches("{'type': 'number', 'minimum': %s}".formatted(more), more)).isTrue();
    assertThat(matches("{'type': 'number', 'exclusiveMaximum': %s}".formatted(more), five))
        .isTrue();
    assertThat(matches("{'type': 'number', 'exclusiveMaximum': %s}".formatted(more), more))
        .isFalse();
    assertThat(
            matches(
                "{'type': 'number', 'maximum': %s}".formatted("9".repeat(zeros)),
                "1" + "0".repeat(zeros)))
        .isFalse();
    assertThat(matches("{'const': %s, 'multipleOf': 0.5}".formatted(five), five)).isTrue();
    assertThatThrownBy(() -> matches("{'const': %s, 'multipleOf': 0.5}".formatted(more), more))
        .hasMessage("no value at all fits the schema");
  }

  /** A number of the text may have more digits than one of the schema. */
  @Test
  void textsMayHaveAnyNumberOfDigits() {
    String five = "5." + "0".repeat(20_000);
    Constraint constraint =
        Constraint.jsonSchema("{\"type\": \"number\", \"not\": {\"const\": 5}}");
    assertThat(constraint.matches(five + "1")).isTrue();
    assertThat(constraint.matches(five)).isFalse();
  }

  @Test
  void saysHowManyDigitsAreRead() {
    assertThatThrownBy(() -> Constraint.jsonSchema("{\"const\": %s1}".formatted("5".repeat(1_000))))
        .isInstanceOf(ConstraintException.class)
        .hasMessageContaining("a number has 1001 characters, at most 1000 are read");
    assertThatThrownBy(() -> Constraint.jsonSchema("{\"maximum\": 1e99999}"))
        .isInstanceOf(ConstraintException.class)
        .hasMessage("the number 1e99999 of the schema has too many digits, at most 1000 are read");
  }

  @ParameterizedTest
  @ValueSource(strings = {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"})
  void boundsAreThoseOfArithmetic(String keyword) {
    Random random = new Random(7);
    for (int i = 0; i < 60; i++) {
      BigDecimal bound = number(random);
      Constraint constraint =
          Constraint.jsonSchema(
              "{\"type\": \"number\", \"%s\": %s}".formatted(keyword, bound.toPlainString()));
      for (int j = 0; j < 60; j++) {
        BigDecimal value = number(random);
        int order = value.compareTo(bound);
        boolean fits =
            switch (keyword) {
              case "minimum" -> order >= 0;
              case "maximum" -> order <= 0;
              case "exclusiveMinimum" -> order > 0;
              default -> order < 0;
            };
        assertThat(constraint.matches(value.toPlainString()))
            .as("%s %s %s", value.toPlainString(), keyword, bound)
            .isEqualTo(fits);
      }
    }
  }

  /** Few digits, so that numbers are often equal or begin alike. */
  private static BigDecimal number(Random random) {
    return new BigDecimal(random.nextInt(-1_200, 1_200)).movePointLeft(random.nextInt(4));
  }
}
