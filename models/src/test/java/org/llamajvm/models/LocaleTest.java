package org.llamajvm.models;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.llamajvm.engine.kernel.KvType;
import org.llamajvm.models.constraint.Constraint;

/**
 * What programs read is the same where people write numbers in other digits, as in Egypt, Iran or
 * Bangladesh: {@code String.formatted} takes the digits of the place.
 */
@Isolated
class LocaleTest {

  private final Locale before = Locale.getDefault(Locale.Category.FORMAT);

  @BeforeEach
  void goToEgypt() {
    Locale.setDefault(Locale.Category.FORMAT, Locale.forLanguageTag("ar-EG"));
    assertThat("%d".formatted(7)).isNotEqualTo("7");
  }

  @AfterEach
  void goBack() {
    Locale.setDefault(Locale.Category.FORMAT, before);
  }

  @Test
  void addressesOfASchemaAreCounted() {
    Constraint address = Constraint.jsonSchema("{\"type\": \"string\", \"format\": \"ipv6\"}");
    assertThat(address.matches("\"2001:db8::1\"")).isTrue();
    assertThat(address.matches("\"1:2:3:4:5:6:7::\"")).isTrue();
    assertThat(address.matches("\"1:2:3:4:5:6:7:8:9\"")).isFalse();
  }

  @Test
  void grammarsNameCharactersByNumber() {
    assertThat(Constraint.grammar("root ::= \"\\u00e9\"").matches("\u00e9")).isTrue();
  }

  @Test
  void aLayoutInAFileHasTheSameName() throws IOException {
    try (LanguageModel model =
        LanguageModel.open(Fixtures.root().resolve("models/wren-3m"), ModelOptions.defaults())) {
      String there = model.config().kvLayout(KvType.F32).description();
      Locale.setDefault(Locale.Category.FORMAT, Locale.ROOT);
      assertThat(there).isEqualTo(model.config().kvLayout(KvType.F32).description());
    }
  }
}
