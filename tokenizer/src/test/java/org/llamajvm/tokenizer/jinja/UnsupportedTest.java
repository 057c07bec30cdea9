package org.llamajvm.tokenizer.jinja;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.llamajvm.tokenizer.jinja.syntax.TemplateException;

/** What Jinja has and chat templates do not use is refused by name. */
class UnsupportedTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "{{ 1.5 | round }}; the filter 'round' is not supported",
        "{{ 'a' | center(9) }}; the filter 'center' is not supported",
        "{{ [1.5] | map('round') | list }}; the filter 'round' is not supported",
        "{{ 'a' is escaped }}; the test 'escaped' is not supported",
        "{{ ['a'] | select('filter') | list }}; the test 'filter' is not supported",
        "{{ 'a'.isdigit() }}; the method 'isdigit' of text is not supported",
        "{{ 'a'['zfill'](3) }}; the method 'zfill' of text is not supported",
        "{{ '{:3}'.format(1) }}; `the field {:3} of format() is not supported; only {}, {0} and {name} are`",
        "{{ '%s' % 1 }}; `formatting of text with % is not supported; put its parts together with ~`",
        "{{ cycler(1, 2) }}; cycler() is not supported",
        "{{ 1 | nonsense }}; No filter named 'nonsense'.",
        "{{ 1 is nonsense }}; No test named 'nonsense'.",
      })
  void isRefusedByName(String source, String message) {
    assertThatExceptionOfType(TemplateException.class)
        .isThrownBy(
            () -> Template.parse(source).render(Map.of(), Clock.systemUTC(), Limits.DEFAULT))
        .withMessage(message + " (template line 1)");
  }
}
