package org.llamajvm.tokenizer.gotemplate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.llamajvm.tokenizer.jinja.Limits;
import org.llamajvm.tokenizer.jinja.syntax.TemplateException;
import org.llamajvm.tokenizer.jinja.value.Values;

/** Small templates, against what Go makes of them: {@code src/test/go} writes that down. */
class LanguageTest {

  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-03-07T09:05:04Z"), ZoneOffset.UTC);

  private static final String ERROR = "an error, now or when it is parsed";

  @TestFactory
  Stream<DynamicTest> isGos() throws IOException {
    ObjectMapper json = new ObjectMapper();
    JsonNode root;
    try (InputStream in = LanguageTest.class.getResourceAsStream("language.json")) {
      root = json.readTree(in);
    }
    Map<String, Object> data =
        json.convertValue(root.get("data"), new TypeReference<LinkedHashMap<String, Object>>() {});
    assertThat(root.get("cases").size()).isGreaterThan(120);
    return root.get("cases")
        .valueStream()
        .map(each -> {
          String source = each.get("source").textValue();
          String wanted = each.has("error") ? ERROR : each.get("text").textValue();
          return DynamicTest.dynamicTest(
              source, () -> assertThat(result(source, data)).isEqualTo(wanted));
        });
  }

  private static String result(String source, Map<String, Object> data) {
    try {
      GoTemplate.Run run = new GoTemplate.Run(CLOCK, Limits.DEFAULT);
      run.execute(GoTemplate.parse(source), Values.of(data, false));
      return run.text().text();
    } catch (TemplateException e) {
      assertThat(e).hasMessageMatching("(?s).+ \\(template line 1, column \\d+\\)");
      return ERROR;
    }
  }
}
