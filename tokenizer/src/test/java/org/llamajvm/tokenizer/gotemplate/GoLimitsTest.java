package org.llamajvm.tokenizer.gotemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.llamajvm.tokenizer.jinja.Limits;
import org.llamajvm.tokenizer.jinja.syntax.TemplateException;
import org.llamajvm.tokenizer.jinja.syntax.TemplateException.Kind;
import org.llamajvm.tokenizer.jinja.value.Value;
import org.llamajvm.tokenizer.jinja.value.Values;

/** Templates that ask for too much, and what errors say. */
class GoLimitsTest {

  private static final Limits FEW = new Limits(20_000, 1 << 20, 1000, 200, Duration.ofSeconds(5));

  private static String execute(String source) {
    GoTemplate.Run run = new GoTemplate.Run(Clock.systemUTC(), FEW);
    Value data = Values.of(Map.of("text", "x".repeat(300)), false);
    run.execute(GoTemplate.parse(source), data);
    return run.text().text();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{{ define \"x\" }}{{ template \"x\" . }}{{ end }}{{ template \"x\" . }}",
        "{{ range 100000 }}{{ range 100000 }}{{ end }}{{ end }}",
        "{{ range 1000000 }}{{ end }}",
        "{{ range 100 }}{{ $.text }}{{ end }}",
        "{{ $x := .text }}{{ range 90 }}{{ $x = print $x $x }}{{ end }}",
      })
  void endAtALimit(String source) {
    assertThatThrownBy(() -> execute(source))
        .isInstanceOfSatisfying(
            TemplateException.class, e -> assertThat(e.kind()).isEqualTo(Kind.LIMIT))
        .hasMessageContaining("(template line 1, column ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{{ if 1 }}", "{{ (", "{{ if 1 }}{{ else if 1 }}"})
  void nestingEndsAtALimit(String part) {
    assertThatThrownBy(() -> GoTemplate.parse(part.replaceFirst("\\{\\{ \\($", "{{ ") + deep(part)))
        .isInstanceOf(TemplateException.class);
  }

  private static String deep(String part) {
    return (part.equals("{{ (") ? "(" : part).repeat(100_000);
  }

  @Test
  void aLongTemplateIsParsed() {
    String source = "{{ if .text }}a{{ end }}\n".repeat(20_000);
    assertThat(GoTemplate.parse(source).names()).containsExactly("text");
  }

  @Test
  void anInterruptEndsIt() {
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> execute("{{ range 90000 }}{{ end }}"))
        .isInstanceOfSatisfying(
            TemplateException.class, e -> assertThat(e.kind()).isEqualTo(Kind.INTERRUPTED));
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void errorsNameLineAndColumn() {
    assertThatThrownBy(() -> execute("a\n  {{ .text.more }}"))
        .hasMessage("the field .more of a value of type string (template line 2, column 6)");
    assertThatThrownBy(() -> GoTemplate.parse("a\n\n {{ call .text }}"))
        .hasMessage("the function 'call' is not supported (template line 3, column 5)");
    assertThatThrownBy(() -> GoTemplate.parse("{{ if .text }}\n"))
        .hasMessage("{{if}} has no {{end}} (template line 1, column 1)");
  }
}
