package org.llamajvm.models.constraint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Regular expressions with flags, against the matches that {@code regex_flags.py} writes. */
class RegexFlagsTest {

  @TestFactory
  Stream<DynamicTest> matchWhatPythonMatches() throws IOException {
    JsonNode root;
    try (InputStream in = RegexFlagsTest.class.getResourceAsStream("regex_flags.json")) {
      root = new JsonMapper().readTree(in);
    }
    return root.get("cases")
        .valueStream()
        .map(each -> {
          String pattern = each.get("pattern").textValue();
          return DynamicTest.dynamicTest(
              pattern,
              () -> {
                Constraint constraint = Constraint.regex(pattern);
                List<String> matches = new ArrayList<>();
                root.get("texts")
                    .valueStream()
                    .map(JsonNode::textValue)
                    .filter(constraint::matches)
                    .forEach(matches::add);
                assertThat(matches)
                    .isEqualTo(each.get("matches").valueStream().map(JsonNode::textValue).toList());
              });
        });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "(?m)^a; the flag 'm' is not supported",
        "(?ix)a; the flag 'x' is not supported; i and s are",
        "(?u:a); the flag 'u' is not supported; i and s are",
        "(?>a); this kind of group is not supported",
        "(?i; this kind of group is not supported"
      })
  void refuseOthersByName(String pattern, String message) {
    assertThatExceptionOfType(ConstraintException.class)
        .isThrownBy(() -> Constraint.regex(pattern))
        .withMessageContaining(message);
  }

  @Test
  void holdForPatternsOfSchemas() {
    Constraint constraint =
        Constraint.jsonSchema("{\"type\": \"string\", \"pattern\": \"(?i)^(ok|é)$\"}");
    assertThat(constraint.matches("\"oK\"")).isTrue();
    assertThat(constraint.matches("\"É\"")).isTrue();
    assertThat(constraint.matches("\"E\"")).isFalse();
  }
}
