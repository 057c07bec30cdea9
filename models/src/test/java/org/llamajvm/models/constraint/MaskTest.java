package org.llamajvm.models.constraint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.llamajvm.format.JsonText;
import org.llamajvm.models.source.ModelSource;
import org.llamajvm.tokenizer.Tokenizer;

/** A mask has the tokens that the automaton accepts one by one, and no others. */
class MaskTest {

  /** Parts of tokens: whole characters, halves of them, and what means something in JSON. */
  private static final List<byte[]> PARTS =
      List.of(
          utf8("a"),
          utf8("größe"),
          utf8("日"),
          Arrays.copyOf(utf8("日"), 2),
          Arrays.copyOfRange(utf8("本"), 1, 3),
          Arrays.copyOf(utf8("😀"), 1),
          utf8("ß"),
          utf8("\""),
          utf8("\":"),
          utf8("\\"),
          utf8("n"),
          utf8("1"));

  @TempDir private static Path directory;
  private static ConstraintVocabulary vocabulary;
  private static int size;

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** A vocabulary of all bytes, and of up to three parts one after the other. */
  @BeforeAll
  static void makeVocabulary() throws IOException {
    List<byte[]> all = new ArrayList<>();
    for (int b = 0; b < 256; b++) {
      all.add(new byte[] {(byte) b});
    }
    List<byte[]> last = List.of(new byte[0]);
    for (int i = 0; i < 3; i++) {
      last = last.stream().flatMap(text -> PARTS.stream().map(part -> joined(text, part))).toList();
      all.addAll(last);
    }
    Map<String, Object> ids = new LinkedHashMap<>();
    all.forEach(text -> ids.putIfAbsent(name(text), ids.size()));
    Map<String, Object> form = Map.of("type", "ByteLevel", "add_prefix_space", false);
    Files.writeString(
        directory.resolve("tokenizer.json"),
        JsonText.compact(
            Map.of(
                "version",
                "1.0",
                "pre_tokenizer",
                form,
                "decoder",
                form,
                "model",
                Map.of("type", "BPE", "vocab", ids, "merges", List.of()))));
    Tokenizer tokenizer = ModelSource.tokenizerOf(directory);
    size = tokenizer.vocabularySize();
    vocabulary = new ConstraintVocabulary(tokenizer, size);
  }

  private static byte[] joined(byte[] first, byte[] second) {
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    both.writeBytes(first);
    both.writeBytes(second);
    return both.toByteArray();
  }

  /** Bytes as the vocabulary writes them. */
  private static String name(byte[] bytes) {
    StringBuilder name = new StringBuilder();
    for (byte b : bytes) {
      name.append(character(Byte.toUnsignedInt(b)));
    }
    return name.toString();
  }

  private static boolean isVisible(int b) {
    return (b > ' ' && b < 0x7f) || (b > 0xa0 && b != 0xad);
  }

  private static char character(int value) {
    int hidden = 0;
    for (int b = 0; b < value; b++) {
      hidden += isVisible(b) ? 0 : 1;
    }
    return (char) (isVisible(value) ? value : 256 + hidden);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      textBlock =
          """
          {"properties": {"größe": {}, "grau": {}, "a": {}}, "additionalProperties": {"type": "string"}} | {"größer": "日", "a": 1}
          {"properties": {"日本": {}, "日": {}}, "required": ["日本"]}      | {"日本": 1, "ab": [], "日日": "a\\n"}
          {"propertyNames": {"pattern": "^[^日]*$"}}                     | {"aß": 1}
          {"type": "string", "not": {"enum": ["日", "größe", "\\n"]}}      | "日a"
          {"type": "string", "minLength": 2, "maxLength": 4}             | "日ßa"
          {"type": "array", "items": {"type": "string", "maxLength": 2}} | ["日", "ßa"]
          {"type": "string", "pattern": "^[a-zöß]{2,5}[1n]?$"}            | "aßn"
          {"type": "string", "pattern": "^a{3}$"}                        | "aaa"
          {"type": "string", "pattern": "^[a-m]{2}[n-z]a*$"}             | "aana"
          {}                                                             | {"a": "日本"}
          """)
  void theMaskIsWhatTheAutomatonAccepts(String schema, String text) {
    Constraint constraint =
        Constraint.jsonSchema(schema, SchemaOptions.defaults().withAnyOrder(true));
    try (ConstrainedText fed = new ConstrainedText(constraint, vocabulary, new int[0])) {
      for (int token : vocabulary.cut(utf8(text))) {
        for (int other = 0; other < size; other++) {
          assertThat(fed.masksIn(other)).as("token %d", other).isEqualTo(fed.allows(other));
        }
        fed.accept(token);
      }
      assertThat(fed.isWhole()).isTrue();
    }
  }
}
