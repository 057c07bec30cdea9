package org.llamajvm.tokenizer.jinja;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.llamajvm.tokenizer.jinja.syntax.TemplateException;

/** Templates that would take all memory, all time or all stack are refused. */
class LimitsTest {
  private static final Limits SMALL =
      new Limits(200_000, 1 << 26, 100_000, 300, Duration.ofSeconds(60));

  static List<String> greedy() {
    String many = "{% for a in range(99999) %}";
    return List.of(
        many + many + "{% endfor %}{% endfor %}",
        many + "0123456789{% endfor %}",
        "{% set ns = namespace(x='ab') %}" + many + "{% set ns.x = ns.x + ns.x %}{% endfor %}",
        "{% set ns = namespace(x=[1]) %}" + many + "{% set ns.x = ns.x + ns.x %}{% endfor %}",
        "{% set ns = namespace(x=[]) %}" + many + "{% set ns.x = [ns.x] %}{% endfor %}{{ ns.x }}",
        "{% set ns = namespace(x=9) %}" + many + "{% set ns.x = ns.x * ns.x %}{% endfor %}",
        "{% set ns = namespace(x={}) %}" + many + "{% set ns.x = {'a': ns.x} %}{% endfor %}",
        "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
        "{% macro m() %}{% call m() %}{{ caller() }}{% endcall %}{% endmacro %}{{ m() }}",
        "{{ 'a' * 999999999 }}",
        "{{ ('a' * 9999) * 99999 }}",
        "{{ [1] * 999999999 }}",
        "{{ 9 ** 999999999 }}",
        "{{ 'a' | indent(999999999) }}",
        "{{ ('a' * 9999).replace('a', 'b' * 9999) }}",
        "{{ ('x' * 9999) | replace('', 'b' * 9999) }}",
        "{{ ('a' * 9999) | join('b' * 9999) }}",
        "{{ range(999999999) | list }}",
        "{{ " + "(".repeat(5000) + "1" + ")".repeat(5000) + " }}",
        "{{ " + "[".repeat(5000) + "]".repeat(5000) + " }}",
        "{{ " + "not ".repeat(5000) + "1 }}",
        "{{ " + "- ".repeat(5000) + "1 }}",
        "{{ 1" + " + 1".repeat(5000) + " }}",
        "{{ a" + ".b".repeat(5000) + " }}",
        "{{ 1" + " | string".repeat(5000) + " }}",
        "{{ 1" + " if 1 else 1".repeat(5000) + " }}",
        "{% if 1 %}".repeat(5000) + "{% endif %}".repeat(5000));
  }

  @ParameterizedTest
  @MethodSource("greedy")
  void isRefused(String source) {
    assertThatExceptionOfType(TemplateException.class)
        .isThrownBy(() -> Template.parse(source).render(Map.of(), Clock.systemUTC(), SMALL))
        .satisfies(
            e -> assertThat(e.kind()).isEqualTo(TemplateException.Kind.LIMIT),
            e -> assertThat(e.line()).isEqualTo(1));
  }

  @Test
  void leavesRoomForLongConversations() {
    String source =
        "{% for i in range(2000) %}{% set x = 'word ' * 500 %}{{ x | trim ~ i }}{% endfor %}";
    assertThat(Template.parse(source).render(Map.of(), Clock.systemUTC(), Limits.DEFAULT).length())
        .isGreaterThan(4_900_000);
  }

  @Test
  void saysWhere() {
    assertThatExceptionOfType(TemplateException.class)
        .isThrownBy(() ->
            Template.parse("a\n{% if true %}\n  {{ x.y }}\n{% endif %}")
                .render(Map.of(), Clock.systemUTC(), Limits.DEFAULT))
        .withMessage("'x' is undefined (template line 3)");
  }
}
