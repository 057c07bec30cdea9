package org.llamajvm.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonObjectTest {

  @TempDir private Path directory;
  private Path file;

  @BeforeEach
  void name() {
    file = directory.resolve("config.json");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "``|Truncated config.json: the file is empty, expected a JSON object",
        "`{\"a\": 1`|Truncated config.json: the JSON ends before its last bracket is closed",
        "`{\"a\": \"tex`|Truncated config.json: the JSON ends before its last bracket is closed",
        "`{`|Truncated config.json: the JSON ends before its last bracket is closed",
        "`   `|Corrupt config.json: missing, expected a JSON object",
        "`[1, 2]`|Corrupt config.json: [1,2], expected a JSON object",
        "`\"text\"`|Corrupt config.json: \"text\", expected a JSON object",
        "`null`|Corrupt config.json: null, expected a JSON object",
        "`hello`|Corrupt config.json: not JSON: Unrecognized token 'hello'",
        "`{'a': 1}`|Corrupt config.json: not JSON: Unexpected character (''' (code 39))",
        "`{\"a\": 1, \"a\": 2}`|Corrupt config.json: not JSON: the key \"a\" is there twice",
        "`{\"a\": 1} {}`|Corrupt config.json: not one JSON object: something follows the end of the JSON value",
      })
  void saysWhatIsWrongWithTheFile(String text, String message) throws IOException {
    Files.writeString(file, text);
    assertThatExceptionOfType(ModelFormatException.class)
        .isThrownBy(() -> JsonObject.read(file))
        .withMessageStartingWith(message)
        .withMessageContaining("(file=" + file);
  }

  @Test
  void rejectsBytesThatAreNotText() throws IOException {
    Files.write(file, new byte[] {'{', '"', (byte) 0xFF, (byte) 0xFE, '"', ':', '1', '}'});
    assertThatExceptionOfType(ModelFormatException.class)
        .isThrownBy(() -> JsonObject.read(file))
        .withMessageStartingWith("Corrupt config.json: ");
  }

  @Test
  void rejectsAFileTooLargeForAConfiguration() throws IOException {
    Files.write(file, new byte[(16 << 20) + 1]);
    assertThatExceptionOfType(ModelFormatException.class)
        .isThrownBy(() -> JsonObject.read(file))
        .withMessageStartingWith("Corrupt config.json: 16777217 bytes, expected at most 16777216");
  }

  @Test
  void rejectsNestingWithoutEnd() throws IOException {
    Files.writeString(file, "{\"a\":" + "[".repeat(100_000));
    assertThatExceptionOfType(ModelFormatException.class)
        .isThrownBy(() -> JsonObject.read(file))
        .withMessageStartingWith("Corrupt config.json: not one JSON object: ");
  }

  @Test
  void readsWholeNumbersWrittenAsFractions() throws IOException {
    assertThat(read("{\"a\": 4096.0}").integer("a", 1, 5000)).isEqualTo(4096);
  }

  @ParameterizedTest
  @CsvSource({"4096.5", "\"4096\"", "true", "[4096]", "-1", "5001", "99999999999999999999", "null"})
  void rejectsWhatIsNoWholeNumberInRange(String value) throws IOException {
    JsonObject json = read("{\"a\": " + value + "}");
    assertThatExceptionOfType(ModelFormatException.class)
        .isThrownBy(() -> json.integer("a", 0, 5000))
        .withMessage(
            "Corrupt config.json: \"a\" is %s, expected a whole number from 0 to 5000 (file=%s)",
            value, file);
  }

  @Test
  void saysThatAnEntryIsMissing() throws IOException {
    JsonObject json = read("{}");
    assertThatExceptionOfType(ModelFormatException.class)
        .isThrownBy(() -> json.integer("a", 0, 7))
        .withMessageStartingWith(
            "Corrupt config.json: \"a\" is missing, expected a whole number from 0 to 7");
  }

  @ParameterizedTest
  @CsvSource({"0", "-1.5", "\"1\"", "1e999"})
  void rejectsWhatIsNoPositiveNumber(String value) throws IOException {
    JsonObject json = read("{\"a\": " + value + "}");
    assertThatExceptionOfType(ModelFormatException.class)
        .isThrownBy(() -> json.optionalPositive("a"))
        .withMessageContaining("expected a positive number");
  }

  @Test
  void readsOneTokenIdOrSeveral() throws IOException {
    JsonObject json = read("{\"one\": 2, \"more\": [128001, 128009], \"none\": null}");
    assertThat(json.tokenIds("one")).containsExactly(2);
    assertThat(json.tokenIds("more")).containsExactly(128001, 128009);
    assertThat(json.tokenIds("none")).isEmpty();
    assertThat(json.tokenIds("absent")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {"\"</s>\"", "-1", "`[2, -1]`", "[[2]]", "{}"})
  void rejectsWhatIsNoTokenId(String value) throws IOException {
    JsonObject json = read("{\"eos_token_id\": " + value + "}");
    assertThatExceptionOfType(ModelFormatException.class)
        .isThrownBy(() -> json.tokenIds("eos_token_id"))
        .withMessageContaining("expected a token id or a list of token ids");
  }

  @Test
  void namesAnEntryOfAnInnerObjectWithItsPath() throws IOException {
    JsonObject inner = read("{\"outer\": {\"a\": 1}}").optionalObject("outer").orElseThrow();
    assertThatExceptionOfType(ModelFormatException.class)
        .isThrownBy(() -> inner.optionalText("a"))
        .withMessageStartingWith("Corrupt config.json: \"outer.a\" is 1, expected a string");
  }

  @Test
  void cutsLongValuesInMessages() throws IOException {
    JsonObject json = read("{\"a\": \"" + "x".repeat(1000) + "\"}");
    assertThatExceptionOfType(ModelFormatException.class)
        .isThrownBy(() -> json.optionalFlag("a"))
        .withMessageStartingWith("Corrupt config.json: \"a\" is \"" + "x".repeat(56) + "..., ");
  }

  private JsonObject read(String text) throws IOException {
    Files.writeString(file, text);
    return JsonObject.read(file);
  }
}
