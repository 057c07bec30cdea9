package org.llamajvm.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.llamajvm.format.ModelException.Kind;
import org.llamajvm.tokenizer.files.Tokenizers;

/** Every broken file gives a message that names its kind, its place and what was expected. */
class BadFilesTest {

  @TempDir Path directory;

  @Test
  void saysThatThereIsNoTokenizer() {
    assertThatThrownBy(() -> Tokenizers.load(directory))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessageContaining("has neither tokenizer.json nor tokenizer.model");
    assertThatThrownBy(() -> Tokenizers.load(directory.resolve("nowhere")))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessageContaining("nowhere");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "``|Truncated|it is empty; expected a JSON object",
        "{\"model\": {\"vocab\": {\"a\"|Truncated|it ends inside of a JSON value",
        "[]|Corrupt|expected START_OBJECT, found START_ARRAY",
        "{} {}|Corrupt|something follows the JSON object",
        "nonsense|Corrupt|it is no JSON",
        "{}|Corrupt|model is missing",
        "{\"model\": 5}|Corrupt|expected START_OBJECT, found VALUE_NUMBER_INT",
        "{\"model\": {}}|Corrupt|model.vocab is missing",
        "{\"model\": {\"type\": \"Unigram\", \"vocab\": []}}|Unsupported|model is Unigram;"
            + " supported: BPE",
        "{\"model\": {\"vocab\": {\"a\": -1}}}|Corrupt|the id of 'a' is -1",
        "{\"model\": {\"vocab\": {\"a\": 2000000000}}}|Corrupt|the id of 'a' is 2000000000",
        "{\"model\": {\"vocab\": {\"a\": 99999999999}}}|Corrupt|the id of 'a' is 99999999999",
        "{\"model\": {\"vocab\": {\"a\": 0, \"b\": 0}}}|Corrupt|'b' is the second piece with id 0",
        "{\"model\": {\"vocab\": {\"a\": 0}, \"merges\": [\"a b\"]}}|Corrupt|merge 0 of 'a' and"
            + " 'b'",
        "{\"model\": {\"vocab\": {\"a\": 0}, \"merges\": [\"ab\"]}}|Corrupt|the merge 'ab' is not"
            + " two",
        "{\"model\": {\"vocab\": {\"a\": 0}, \"merges\": [[\"a\"]]}}|Corrupt|found END_ARRAY",
        "{\"model\": {\"vocab\": {\"a\": 0}, \"unk_token\": \"u\"}}|Corrupt|model.unk_token 'u' is"
            + " not in",
        "{\"model\": {\"vocab\": {\"a\": 0}, \"dropout\": 0.1}}|Unsupported|BPE with dropout",
        "{\"model\": {\"vocab\": {}, \"end_of_word_suffix\":"
            + " \"x\"}}|Unsupported|end_of_word_suffix",
        "{\"model\": {\"vocab\": {}}, \"normalizer\": {\"type\": \"Bert\"}}|Unsupported|normalizer"
            + " is Bert; supported: Sequence, Prepend",
        "{\"model\": {\"vocab\": {}}, \"normalizer\": {}}|Corrupt|normalizer.type is absent,"
            + " expected a string",
        "{\"model\": {\"vocab\": {}}, \"pre_tokenizer\": {\"type\":"
            + " \"Bert\"}}|Unsupported|pre_tokenizer is Bert",
        "{\"model\": {\"vocab\": {}}, \"decoder\": {\"type\": \"CTC\"}}|Unsupported|decoder is CTC;"
            + " supported:",
        "{\"model\": {\"vocab\": {}}, \"post_processor\": {\"type\":"
            + " \"Bert\"}}|Unsupported|post_processor is Bert",
        "{\"model\": {\"vocab\": {}}, \"added_tokens\": [{\"content\": \"\", \"id\":"
            + " 1}]}|Corrupt|added_tokens[0] has id 1 and content ''",
        "{\"model\": {\"vocab\": {}}, \"added_tokens\": [{\"content\": \"a\", \"id\":"
            + " 1.5}]}|Corrupt|added_tokens[0].id is 1.5, expected an integer",
        "{\"model\": {\"vocab\": {\"a\": 0}}, \"post_processor\": {\"type\": \"TemplateProcessing\","
            + " \"single\": [{\"SpecialToken\": {\"id\": \"s\"}}, {\"Sequence\": {}}],"
            + " \"special_tokens\": {\"s\": {\"ids\": [999999999]}}}}|Corrupt|post_processor puts"
            + " the id 999999999 around a text",
        "{\"model\": {\"vocab\": {\"a\": 0}}, \"post_processor\": {\"type\": \"TemplateProcessing\","
            + " \"single\": [{\"Sequence\": {}}, {\"SpecialToken\": {\"id\": \"s\"}}],"
            + " \"special_tokens\": {\"s\": {\"ids\": [null]}}}}|Corrupt|special_tokens.s.ids has"
            + " null, expected ids",
        "{\"model\": {\"vocab\": {}}, \"added_tokens\": 7}|Corrupt|added_tokens is 7.0, expected an"
            + " array",
      })
  void saysWhatIsWrongWithTokenizerJson(String text, String kind, String problem)
      throws IOException {
    Files.writeString(directory.resolve("tokenizer.json"), text);
    assertThatExceptionOfType(TokenizerFormatException.class)
        .isThrownBy(() -> Tokenizers.load(directory))
        .withMessageStartingWith(kind + " tokenizer file: ")
        .withMessageContaining(problem)
        .withMessageContaining("file=" + directory.resolve("tokenizer.json"));
  }

  @Test
  void tellsTheOffsetInBytes() throws IOException {
    Files.writeString(directory.resolve("tokenizer.json"), "{\"é漢\": 1, !");
    assertThatThrownBy(() -> Tokenizers.load(directory))
        .hasMessageContaining("it is no JSON")
        .hasMessageEndingWith("offset=14)");
  }

  @Test
  void saysWhatIsWrongWithTheConfiguration() throws IOException {
    Files.writeString(directory.resolve("tokenizer_config.json"), "{\"add_bos_token\": \"yes\"}");
    assertThatThrownBy(() -> Tokenizers.load(directory))
        .hasMessageContaining("add_bos_token is 'yes', expected true or false")
        .hasMessageContaining("tokenizer_config.json");
    Files.writeString(directory.resolve("tokenizer.json"), "{\"model\": {\"vocab\": {\"a\": 0}}}");
    Files.writeString(
        directory.resolve("tokenizer_config.json"),
        "{\"add_bos_token\": true, \"bos_token\": \"<s>\"}");
    assertThatThrownBy(() -> Tokenizers.load(directory))
        .hasMessageContaining("add_bos_token is true, but the vocabulary has no token '<s>'")
        .hasMessageContaining("tokenizer_config.json");
  }

  @Test
  void saysWhatIsWrongWithAddedTokens() throws IOException {
    Files.write(
        directory.resolve("tokenizer.model"), Vocabularies.bytes("sp-llama", "tokenizer.model"));
    Files.writeString(directory.resolve("added_tokens.json"), "{\"<pad>\": -1}");
    assertThatThrownBy(() -> Tokenizers.load(directory))
        .hasMessageContaining("<pad> is -1.0, expected an integer that is not negative")
        .hasMessageContaining("added_tokens.json");
  }

  @ParameterizedTest
  @ValueSource(strings = {"sp-llama", "sp-nfkc"})
  void everyCutModelIsRefusedOrComplete(String name) throws IOException {
    byte[] whole = Vocabularies.bytes(name, "tokenizer.model");
    Random random = new Random(7);
    int truncated = 0;
    for (int i = 0; i < 80; i++) {
      byte[] cut = Arrays.copyOf(whole, i < 20 ? i : random.nextInt(whole.length));
      Files.write(directory.resolve("tokenizer.model"), cut);
      try {
        assertThat(Tokenizers.load(directory).vocabularySize()).isPositive();
      } catch (TokenizerFormatException e) {
        truncated += e.kind() == Kind.TRUNCATED ? 1 : 0;
      }
    }
    assertThat(truncated).isGreaterThan(40);
  }

  @ParameterizedTest
  @CsvSource({
    "sp-llama, tokenizer.model",
    "sp-nfkc, tokenizer.model",
    "json-flags, tokenizer.json"
  })
  void changedBytesNeverGiveAnotherException(String name, String file) throws IOException {
    byte[] whole = Vocabularies.bytes(name, file);
    Random random = new Random(8);
    int refused = 0;
    for (int i = 0; i < 120; i++) {
      byte[] changed = whole.clone();
      changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
      Files.write(directory.resolve(file), changed);
      try {
        Tokenizer tokenizer = Tokenizers.load(directory);
        assertThat(Arrays.stream(tokenizer.encode("some text ﬁ ½")))
            .allMatch(id -> id >= 0 && id < tokenizer.vocabularySize());
      } catch (TokenizerFormatException e) {
        refused++;
        assertThat(e).hasMessageContaining("tokenizer file: ");
      }
    }
    assertThat(refused).isPositive();
  }

  @Test
  void namesTheModelTypesOfSentencePieceThatItDoesNotKnow() throws IOException {
    byte[] unigram = {10, 5, 10, 1, 'a', 24, 2, 18, 2, 24, 1};
    Files.write(directory.resolve("tokenizer.model"), unigram);
    assertThatThrownBy(() -> Tokenizers.load(directory))
        .hasMessageStartingWith("Unsupported tokenizer file: model type unigram")
        .hasMessageContaining("bpe is supported");
  }

  @Test
  void saysWhatIsWrongWithTokenizerModel() throws IOException {
    assertModel(new byte[0], "Truncated", "it is empty");
    assertModel(new byte[] {10, 100, 1}, "Truncated", "a field says 100 bytes, 1 left");
    assertModel(new byte[] {10, 2, 10, 9}, "Corrupt", "a field says 9 bytes, 0 left");
    assertModel(new byte[] {18, 0}, "Corrupt", "it has no pieces");
    assertModel(new byte[] {7}, "Corrupt", "field number 0");
    assertModel(new byte[] {10, 3, 10, 1, (byte) 0xff}, "Corrupt", "is not UTF-8");
    assertModel(
        new byte[] {10, 3, 10, 1, 'a', 18, 2, 24, 2}, "Corrupt", "no piece is of type UNKNOWN");
    assertModel("a text".getBytes(StandardCharsets.UTF_8), "", "tokenizer file: ");
  }

  @Test
  void saysWhatIsWrongWithAFileOfTiktoken() throws IOException {
    assertModel(
        "IQ== 0\nIg== 2\n".getBytes(StandardCharsets.UTF_8), "Corrupt", "line 2 is 'Ig== 2'");
    assertModel("IQ== 0\n???? 1\n".getBytes(StandardCharsets.UTF_8), "Corrupt", "the id 1");
    assertModel("IQ== 0\nIg=".getBytes(StandardCharsets.UTF_8), "Truncated", "offset=7");
  }

  private void assertModel(byte[] bytes, String kind, String problem) throws IOException {
    Files.write(directory.resolve("tokenizer.model"), bytes);
    assertThatExceptionOfType(TokenizerFormatException.class)
        .isThrownBy(() -> Tokenizers.load(directory))
        .withMessageStartingWith(kind)
        .withMessageContaining(problem);
  }
}
