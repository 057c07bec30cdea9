package org.llamajvm.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.llamajvm.format.JsonStream.Piece;

class JsonStreamTest {

  private static List<String> pieces(String json) throws IOException {
    List<String> pieces = new ArrayList<>();
    try (JsonStream stream = JsonStream.of(json.getBytes(StandardCharsets.UTF_8))) {
      for (Piece piece = stream.next(); piece != Piece.END; piece = stream.next()) {
        pieces.add(
            switch (piece) {
              case KEY, STRING -> stream.text();
              case WHOLE_NUMBER -> String.valueOf(stream.number());
              default -> piece.label();
            });
      }
    }
    return pieces;
  }

  @Test
  void yieldsEveryPiece() throws IOException {
    assertThat(pieces("{\"k\":[\"ü\\n\",-9223372036854775808,1.5,true,false,null],\"l\":{}} "))
        .containsExactly(
            "an object",
            "k",
            "an array",
            "ü\n",
            "-9223372036854775808",
            "a fraction",
            "a truth value",
            "a truth value",
            "null",
            "the end of an array",
            "l",
            "an object",
            "the end of an object",
            "the end of an object");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"a":1,"a":2} | the key "a" is there twice, at character
          {"a" | the JSON ends before its last bracket is closed, at character
          [9223372036854775808] | Numeric value
          [1,] | Unexpected character
          """)
  void saysWhatIsNoJson(String json, String problem) {
    assertThatThrownBy(() -> pieces(json))
        .isInstanceOf(NotJsonException.class)
        .hasMessageStartingWith(problem);
  }

  @Test
  void saysThatTextIsNestedTooDeep() {
    assertThatThrownBy(() -> pieces("[".repeat(1001)))
        .isInstanceOf(NotJsonException.class)
        .hasMessage("it is nested more than 1000 deep");
  }

  @Test
  void refusesWhatIsNotUtf8() throws IOException {
    try (JsonStream stream = JsonStream.of(new byte[] {'"', (byte) 0xE9, '"'})) {
      assertThatThrownBy(stream::next).isInstanceOf(CharacterCodingException.class);
    }
  }
}
