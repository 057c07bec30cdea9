package org.llamajvm.spark.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnswerReaderTest {

  private static Object read(String schema, String json) {
    return new AnswerReader(AnswerType.of(schema)).read(json);
  }

  @Test
  void readsTheLargestNumbersAndThoseWrittenOtherwise() {
    assertThat(read("{\"type\": \"integer\"}", "-9223372036854775808")).isEqualTo(Long.MIN_VALUE);
    assertThat(read("{\"type\": \"integer\"}", "12e2")).isEqualTo(1200L);
    assertThat(read("{\"type\": \"number\"}", "1.7976931348623157e308"))
        .isEqualTo(Double.MAX_VALUE);
    assertThat(read("{\"type\": \"number\"}", "7")).isEqualTo(7.0);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"type": "integer"} | 9223372036854775808 | The answer's # is 9223372036854775808, which no long holds
          {"type": "integer"} | 1.5                 | The answer's # is 1.5, which no long holds
          {"type": "number"}  | 1e309               | The answer's # is 1e309, which no double holds
          {"type": "string"}  | 7                   | The answer's # is no STRING
          {"type": "array", "items": {"type": "boolean"}} | [true, null] | The answer's #/1 is no BOOLEAN
          {"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"]} | {} | The answer's #/a is no STRING
          """)
  void saysWhatDoesNotFit(String schema, String json, String problem) {
    assertThatIllegalArgumentException().isThrownBy(() -> read(schema, json)).withMessage(problem);
  }

  @Test
  void saysWhereTheJsonEnds() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read("{\"type\": \"string\"}", "\"a"))
        .withMessageStartingWith("The answer is no JSON: ");
  }
}
