package org.llamajvm.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each small vocabulary against the library that made it. */
class SmallVocabulariesTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sp-llama",
        "sp-rules",
        "sp-nfkc",
        "sp-suffix",
        "sp-bare",
        "sp-unused",
        "sp-unescaped",
        "json-llama3",
        "json-flags",
        "json-splits",
        "json-legacy",
        "json-metaspace-first",
        "json-metaspace-always",
        "json-metaspace-never",
      })
  void agreesWithTheLibrary(String name) throws IOException {
    Tokenizer tokenizer = Vocabularies.load(name);
    assertThat(ReferenceCheck.compare(tokenizer, "small/" + name + "/reference.gz"))
        .isGreaterThanOrEqualTo(1000);
  }
}
