package org.llamajvm.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.llamajvm.tokenizer.RealVocabulariesTest.shared;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.llamajvm.tokenizer.gguf.ConvertedVocabulary;
import org.llamajvm.tokenizer.gguf.GgufTokenizer;
import org.llamajvm.tokenizer.gguf.GgufTokenizers;
import org.llamajvm.tokenizer.gguf.GgufVocabulary;
import org.llamajvm.tokenizer.gguf.GgufVocabulary.SpecialId;

/** Vocabularies through GGUF metadata against the libraries that they come from. */
class GgufVocabulariesTest {

  private static GgufTokenizer build(GgufVocabulary.Builder builder)
      throws TokenizerFormatException {
    GgufTokenizer built = GgufTokenizers.build(builder.build());
    assertThat(built.notices()).isEmpty();
    return built;
  }

  @Test
  void smallByteLevelVocabularyAgrees() throws IOException {
    Path json = Vocabularies.directory("json-llama3").resolve("tokenizer.json");
    GgufTokenizer built =
        build(
            ConvertedVocabulary.ofJson(json, "llama-bpe")
                .id(SpecialId.BOS, 900)
                .id(SpecialId.EOS, 901));
    assertThat(ReferenceCheck.compare(built.tokenizer(), "small/json-llama3/reference.gz"))
        .isGreaterThanOrEqualTo(1000);
    assertThat(built.tokenizer().prefix()).containsExactly(900);
    assertThat(built.tokenizer().suffix()).isEmpty();
    assertThat(built.endIds()).containsExactly(901, 904);
  }

  @ParameterizedTest
  @CsvSource({"llama3, llama-bpe, 10500", "qwen3, qwen2, 3000", "gptoss, gpt-4o, 3000"})
  void publishedByteLevelVocabularyAgrees(String name, String pre, int strings) throws IOException {
    Path json = shared("tokenizers/" + name).resolve("tokenizer.json");
    GgufTokenizer built = build(ConvertedVocabulary.ofJson(json, pre));
    assertThat(ReferenceCheck.compare(built.tokenizer(), "real/" + name + ".gz"))
        .isEqualTo(strings);
  }

  @Test
  void publishedSentencePieceVocabularyAgrees() throws IOException {
    Path model = shared("tokenizers/llama2").resolve("tokenizer.model");
    GgufTokenizer built = build(ConvertedVocabulary.ofModel(model));
    // Spaces before text are those of the tokenizers library. Bytes that are no UTF-8 become what
    // they do in the sentencepiece library, which also shows the unknown token.
    assertThat(ReferenceCheck.compareEncoding(built.tokenizer(), "real/llama2-json.gz"))
        .isEqualTo(10_500);
    ReferenceCheck.compareDecoding(built.tokenizer(), "real/llama2.gz", 0);
    assertThat(built.tokenizer().prefix()).containsExactly(1);
    assertThat(built.endIds()).containsExactly(2);
  }
}
