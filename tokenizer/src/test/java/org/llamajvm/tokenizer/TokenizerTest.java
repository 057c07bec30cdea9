package org.llamajvm.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.llamajvm.tokenizer.files.Tokenizers;

/** What the interface promises besides equality with the libraries. */
class TokenizerTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sp-llama",
        "sp-suffix",
        "json-llama3",
        "json-flags",
        "json-splits",
        "json-legacy"
      })
  void textFromAUserNeverBecomesASpecialToken(String name) throws IOException {
    Tokenizer tokenizer = Vocabularies.load(name);
    for (int special = 0; special < tokenizer.vocabularySize(); special++) {
      if (!tokenizer.isSpecial(special) || tokenizer.pieceOf(special).equals("<unk>")) {
        continue;
      }
      String text = tokenizer.pieceOf(special);
      assertThat(tokenizer.encodeTrusted("a " + text + " b")).contains(special);
      assertThat(Arrays.stream(tokenizer.encode("a " + text + " b")))
          .noneMatch(tokenizer::isSpecial);
      int half = text.length() / 2;
      List<Span> forged =
          List.of(
              Span.trusted("a " + text.substring(0, half)),
              Span.plain(text.substring(half) + " b"));
      assertThat(Arrays.stream(tokenizer.encode(forged))).noneMatch(tokenizer::isSpecial);
      List<Span> cut =
          List.of(
              Span.trusted("a " + text.substring(0, half)),
              Span.trusted(text.substring(half)),
              Span.plain(" " + text));
      assertThat(tokenizer.encode(cut)).containsOnlyOnce(special);
    }
  }

  @Test
  void aMergeThatMakesASpecialTokenIsNotMade(@TempDir Path directory) throws IOException {
    Files.writeString(
        directory.resolve("tokenizer.json"),
        """
        {"model": {"type": "BPE", "ignore_merges": true, "merges": ["< s", "<s >"],
                   "vocab": {"<": 0, "s": 1, ">": 2, "<s": 3, "<s>": 4}},
         "added_tokens": [{"id": 4, "content": "<s>", "special": true}]}
        """);
    Tokenizer tokenizer = Tokenizers.load(directory);
    assertThat(tokenizer.encode("<s>")).containsExactly(3, 2);
    assertThat(tokenizer.encodeTrusted("<s>")).containsExactly(4);
  }

  @Test
  void putsAroundAPromptWhatTheFilesSay(@TempDir Path directory) throws IOException {
    Tokenizer llama3 = Vocabularies.load("json-llama3");
    assertThat(llama3.prefix()).containsExactly(llama3.idOf("<|begin_of_text|>").getAsInt());
    assertThat(llama3.suffix()).isEmpty();
    Tokenizer legacy = Vocabularies.load("json-legacy");
    assertThat(legacy.prefix()).containsExactly(1);
    assertThat(legacy.suffix()).containsExactly(2);
    int[] ids = legacy.encodePrompt("a");
    assertThat(ids[0]).isEqualTo(1);
    assertThat(Arrays.copyOfRange(ids, 1, ids.length)).isEqualTo(legacy.encode("a"));

    Files.write(
        directory.resolve("tokenizer.model"), Vocabularies.bytes("sp-llama", "tokenizer.model"));
    assertThat(Tokenizers.load(directory).prefix()).containsExactly(1);
    Files.writeString(
        directory.resolve("tokenizer_config.json"),
        """
        {"add_bos_token": false, "add_eos_token": true, "eos_token": {"content": "<|im_end|>"},
         "added_tokens_decoder": {"1000": {"content": "<|im_end|>", "special": true}}}
        """);
    Tokenizer changed = Tokenizers.load(directory);
    assertThat(changed.prefix()).isEmpty();
    assertThat(changed.suffix()).containsExactly(1000);
    assertThat(changed.eosId()).hasValue(1000);
    assertThat(changed.bosId()).hasValue(1);
    assertThat(changed.vocabularySize()).isEqualTo(1001);
    assertThat(changed.encodeTrusted("a<|im_end|>")).endsWith(1000);
    assertThat(changed.decode(new int[] {1000}, SpecialTokens.SHOW)).isEqualTo("<|im_end|>");
  }

  @Test
  void readsTheAddedTokensOfOlderFiles(@TempDir Path directory) throws IOException {
    Files.write(
        directory.resolve("tokenizer.model"), Vocabularies.bytes("sp-llama", "tokenizer.model"));
    Files.writeString(
        directory.resolve("added_tokens.json"),
        "{\"<|im_start|>\": 1000, \"<|im_end|>\": 1001, \"<pad>\": 1002, \"<tool>\": 1003}");
    Files.writeString(
        directory.resolve("tokenizer_config.json"),
        "{\"eos_token\": \"<|im_end|>\", \"pad_token\": \"<pad>\", \"add_eos_token\": true}");
    Tokenizer tokenizer = Tokenizers.load(directory);
    assertThat(tokenizer.vocabularySize()).isEqualTo(1004);
    assertThat(tokenizer.eosId()).hasValue(1001);
    assertThat(tokenizer.suffix()).containsExactly(1001);
    assertThat(tokenizer.encodeTrusted("<|im_start|>user")[0]).isEqualTo(1000);
    assertThat(tokenizer.encode("<|im_start|><pad>")).doesNotContain(1000, 1002);
    assertThat(tokenizer.encode("a<tool>b")).contains(1003);
    assertThat(tokenizer.decode(new int[] {1003, 1001})).isEqualTo("<tool>");
  }

  @Test
  void aLegacyTokenizerPutsASpaceAfterEachSpecialToken(@TempDir Path directory) throws IOException {
    Files.write(
        directory.resolve("tokenizer.model"), Vocabularies.bytes("sp-llama", "tokenizer.model"));
    Tokenizer tokenizer = Tokenizers.load(directory);
    int the = tokenizer.idOf("▁the").getAsInt();
    assertThat(tokenizer.encodeTrusted("</s>the")).doesNotContain(the);
    Files.writeString(directory.resolve("tokenizer_config.json"), "{\"legacy\": true}");
    assertThat(Tokenizers.load(directory).encodeTrusted("</s>the")).containsExactly(2, the);
  }

  @Test
  void refusesIdsOutsideTheVocabulary() throws IOException {
    Tokenizer tokenizer = Vocabularies.load("sp-llama");
    assertThat(tokenizer.vocabularySize()).isEqualTo(1000);
    for (int id : new int[] {-1, 1000}) {
      assertThatThrownBy(() -> tokenizer.decode(new int[] {id}))
          .isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> tokenizer.pieceOf(id)).isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> tokenizer.newDecoder().push(id))
          .isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  @Test
  void unpairedSurrogatesAreReplaced() throws IOException {
    Tokenizer tokenizer = Vocabularies.load("json-llama3");
    assertThat(tokenizer.encode("a\uD83Db")).isEqualTo(tokenizer.encode("a\uFFFDb"));
    assertThat(tokenizer.encode("\uDE00\uD83D\uDE00")).isEqualTo(tokenizer.encode("\uFFFD😀"));
  }
}
