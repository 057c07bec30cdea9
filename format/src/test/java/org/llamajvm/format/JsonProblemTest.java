package org.llamajvm.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonProblemTest {

  private static final JsonMapper STRICT =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private static String problem(byte[] json) {
    try {
      STRICT.readTree(json);
      return fail("it was read");
    } catch (JsonProcessingException e) {
      return JsonProblem.describe(e);
    } catch (IOException e) {
      return fail(e);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"a": [1,             | the JSON ends before its last bracket is closed
          {"a": 1, "a": 2}      | the key "a" is there twice
          {} {}                 | something follows the end of the JSON value
          hello                 | Unrecognized token 'hello'
          {"a": 1,}             | Unexpected character ('}'
          [1}                   | Unexpected close marker '}'
          """)
  void isOneLineInOurWords(String json, String expected) {
    assertThat(problem(json.getBytes(StandardCharsets.UTF_8)))
        .startsWith(expected)
        .doesNotContain("\n", "Source", "start marker", "Feature", "bound as");
  }

  @Test
  void saysThatBytesAreNoText() {
    assertThat(problem(new byte[] {'"', (byte) 0xE9, (byte) 0xE8, '"'}))
        .isEqualTo("it is not UTF-8 text");
  }

  @Test
  void escapesWhatTheFileHolds() {
    assertThat(problem("{\"\\u001b[31m\": 1, \"\\u001b[31m\": 2}".getBytes(StandardCharsets.UTF_8)))
        .isEqualTo("the key \"\\u001b[31m\" is there twice");
  }
}
