package org.llamajvm.tokenizer.jinja;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.llamajvm.tokenizer.jinja.syntax.TemplateException;
import org.llamajvm.tokenizer.jinja.value.Str;
import org.llamajvm.tokenizer.jinja.value.Value;
import org.llamajvm.tokenizer.jinja.value.Values;

/** Small templates against Jinja2's own results, which {@code jinja_cases.py} writes down. */
class ConformanceTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-03-07T09:05:04Z"), ZoneOffset.UTC);

  @TestFactory
  Stream<DynamicTest> rendersWhatJinja2Renders() throws IOException {
    JsonNode root;
    try (InputStream in = ConformanceTest.class.getResourceAsStream("cases.json")) {
      root = new ObjectMapper().readTree(in);
    }
    Map<String, Value> variables = new HashMap<>();
    Map<?, ?> plain = new ObjectMapper().convertValue(root.get("variables"), Map.class);
    plain.forEach((name, value) -> variables.put((String) name, Values.of(value, false)));
    assertThat(root.get("cases").size()).isGreaterThan(1000);
    return root.get("cases")
        .valueStream()
        .map(test -> {
          String source = test.get("template").textValue();
          return DynamicTest.dynamicTest(
              source.isBlank() ? "blank" : source,
              () -> assertThat(actual(source, variables, test)).isEqualTo(expected(test)));
        });
  }

  /** Messages count where templates make them; of other errors, that there is one. */
  private static String expected(JsonNode test) {
    if (test.has("text")) {
      return "text " + test.get("text").textValue();
    }
    String kind = test.get("error").textValue();
    return hasMessage(kind) ? kind + " " + test.get("message").textValue() : "error";
  }

  private static boolean hasMessage(String kind) {
    return kind.equals("UNDEFINED") || kind.equals("RAISED");
  }

  private static String actual(String source, Map<String, Value> variables, JsonNode test) {
    try {
      Str text = Template.parse(source).render(variables, CLOCK, Limits.DEFAULT);
      return "text " + text.text();
    } catch (TemplateException e) {
      assertThat(e.line()).as(source).isPositive();
      boolean syntax = test.path("error").asText().equals("SYNTAX");
      return syntax || !hasMessage(e.kind().name()) ? "error" : e.kind() + " " + e.detail();
    }
  }
}
