package org.llamajvm.models.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.llamajvm.engine.backend.KernelChoice;
import org.llamajvm.format.ModelException;
import org.llamajvm.models.Fixtures;
import org.llamajvm.models.GenerateOptions;
import org.llamajvm.models.LanguageModel;
import org.llamajvm.models.ModelOptions;
import org.llamajvm.models.OpenModel;
import org.llamajvm.models.architecture.Architectures;
import org.llamajvm.models.architecture.Gemma3;
import org.llamajvm.models.architecture.ModelConfig;
import org.llamajvm.models.architecture.RopeConfig;
import org.llamajvm.models.config.GenerationConfig;
import org.llamajvm.tokenizer.Tokenizer;
import org.llamajvm.tokenizer.chat.ChatTemplate;
import org.llamajvm.tokenizer.chat.Message;
import org.llamajvm.tokenizer.chat.RenderOptions;
import org.llamajvm.tokenizer.files.Tokenizers;

/** What a GGUF file says of its model, and what is said of one that cannot be used. */
final class GgufSourceTest {

  private static final Path BLOCKS = Fixtures.gguf("blocks.gguf");

  @TempDir Path directory;

  @Test
  void readsTheConfiguration() throws IOException {
    try (OpenModel model = OpenModel.open(BLOCKS, Architectures.STANDARD)) {
      ModelConfig config = model.config();
      assertThat(config.architecture().modelType()).isEqualTo("llama");
      assertThat(config.vocabularySize()).isEqualTo(64);
      assertThat(config.hiddenSize()).isEqualTo(256);
      assertThat(config.intermediateSize()).isEqualTo(256);
      assertThat(config.layers()).isEqualTo(2);
      assertThat(config.attentionHeads()).isEqualTo(4);
      assertThat(config.keyValueHeads()).isEqualTo(2);
      assertThat(config.headSize()).isEqualTo(32);
      assertThat(config.rmsNormEps()).isEqualTo((double) 1e-5f);
      assertThat(config.rope()).isEqualTo(new RopeConfig(10000, new RopeConfig.Unscaled()));
      assertThat(config.maxPositions()).isEqualTo(64);
      assertThat(config.tiedEmbeddings()).isFalse();
      assertThat(config.bosId()).hasValue(1);
      assertThat(config.eosIds()).containsExactly(2);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "tied-f32, llama, true, 0, 1",
    "mistral-window, mistral, false, 7, 1",
    "rope-linear-4, llama, false, 0, 4",
    "qwen3-tied-bf16, qwen3, true, 0, 1"
  })
  void tellsModelsApart(String name, String type, boolean tied, int window, double stretch)
      throws IOException {
    try (OpenModel model = OpenModel.open(Fixtures.gguf(name + ".gguf"), Architectures.STANDARD)) {
      ModelConfig config = model.config();
      assertThat(config.architecture().modelType()).isEqualTo(type);
      assertThat(config.tiedEmbeddings()).isEqualTo(tied);
      assertThat(config.slidingWindow()).isEqualTo(window);
      RopeConfig.Scaling scaling =
          stretch == 1 ? new RopeConfig.Unscaled() : new RopeConfig.Linear(stretch);
      assertThat(config.rope().scaling()).isEqualTo(scaling);
    }
  }

  /** What transformers takes for a family counts only where files cannot say it. */
  @ParameterizedTest
  @CsvSource({
    "mixtral,     llama.rope.freq_base",
    "gemma3,      gemma3.rope.freq_base",
    "llama4-usual, llama4.rope.freq_base",
    "gpt-oss,     gpt-oss.rope.freq_base"
  })
  void aFileWithoutABaseHasThatOfGguf(String name, String key) throws IOException {
    Path file =
        new PatchedGguf(Fixtures.gguf(name + ".gguf"))
            .rename(key, "x" + key.substring(1))
            .write(directory.resolve("x.gguf"));
    try (OpenModel model = OpenModel.open(file, Architectures.STANDARD)) {
      assertThat(model.config().rope().theta()).isEqualTo(10000);
    }
  }

  @Test
  void aFileThatSaysNoScalingHasNone() throws IOException {
    Path file =
        new PatchedGguf(Fixtures.gguf("gpt-oss.gguf"))
            .set("gpt-oss.rope.scaling.type", "none")
            .write(directory.resolve("x.gguf"));
    try (OpenModel model = OpenModel.open(file, Architectures.STANDARD)) {
      assertThat(model.config().rope().scaling()).isEqualTo(new RopeConfig.Unscaled());
    }
  }

  @Test
  void gemmaDividesScoresByItsHeadsUnlessItSaysOtherwise() throws IOException {
    Path file =
        new PatchedGguf(Fixtures.gguf("gemma3.gguf"))
            .rename("gemma3.attention.scale", "xemma3.attention.scale")
            .write(directory.resolve("x.gguf"));
    try (OpenModel model = OpenModel.open(file, Architectures.STANDARD)) {
      ModelConfig config = model.config();
      assertThat(config.architecture())
          .isInstanceOfSatisfying(
              Gemma3.class, gemma -> assertThat(gemma.queryScalar()).isEqualTo(config.headSize()));
    }
  }

  @Test
  void findsTheOnlyFileOfADirectory() throws IOException {
    Files.copy(BLOCKS, directory.resolve("some-model.gguf"));
    try (ModelSource source = ModelSource.open(directory)) {
      assertThat(source).isInstanceOf(GgufSource.class);
      assertThat(source.files()).extracting(StoredFile::name).containsExactly("some-model.gguf");
      assertThat(source.tensors())
          .filteredOn(tensor -> tensor.name().equals("token_embd.weight"))
          .singleElement()
          .satisfies(tensor -> {
            assertThat(tensor.type()).isEqualTo("Q6_K");
            assertThat(tensor.shape()).containsExactly(64L, 256L);
          });
    }
  }

  @Test
  void knowsAFileOfAnotherNameByItsFirstBytes() throws IOException {
    Path file = Files.copy(BLOCKS, directory.resolve("sha256-0123"));
    try (ModelSource source = ModelSource.open(file)) {
      assertThat(source).isInstanceOf(GgufSource.class);
    }
    Path other = Files.writeString(directory.resolve("other"), "GGU");
    assertThatThrownBy(() -> ModelSource.open(other))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("is neither a directory nor a GGUF file");
  }

  @Test
  void aMissingFileIsNamed() {
    assertThatThrownBy(() -> ModelSource.open(directory.resolve("none.gguf")))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("There is no such file")
        .hasMessageContaining("none.gguf");
  }

  @Test
  void givesWhatThePublisherRecommends() throws IOException {
    try (ModelSource source = ModelSource.open(BLOCKS)) {
      GenerationConfig config = source.generationDefaults(OptionalInt.of(1), List.of(2));
      assertThat(config.bosId()).hasValue(1);
      assertThat(config.eosIds()).containsExactly(2);
      assertThat(config.doSample()).contains(true);
      assertThat(config.temperature()).hasValue(0.5);
      assertThat(config.topK()).hasValue(7);
      assertThat(config.topP()).hasValue(0.25);
      assertThat(config.minP()).isEmpty();
      assertThat(config.warnings()).isEmpty();
    }
  }

  @Test
  void adviceThatIsWrongIsToldAndLeftOut() throws IOException {
    Path file =
        new PatchedGguf(BLOCKS)
            .set("general.sampling.top_p", Float.floatToIntBits(1.5f))
            .set("general.sampling.top_k", -1)
            .write(directory.resolve("x.gguf"));
    try (ModelSource source = ModelSource.open(file)) {
      GenerationConfig config = source.generationDefaults(OptionalInt.of(1), List.of(2));
      assertThat(config.topK()).isEmpty();
      assertThat(config.topP()).isEmpty();
      assertThat(config.warnings()).hasSize(2);
      assertThat(String.join("; ", config.warnings()))
          .contains("'general.sampling.top_p' is 1.5, expected a number from 0 to 1")
          .contains("'general.sampling.top_k' is -1");
    }
  }

  @Test
  void hasTheTemplatesOfTheFile() throws IOException {
    try (ModelSource source = ModelSource.open(BLOCKS)) {
      ChatTemplate template = source.chatTemplate().orElseThrow();
      List<Message> messages = List.of(Message.of("user", "hello"));
      RenderOptions options = RenderOptions.DEFAULT;
      assertThat(template.variants()).containsExactlyInAnyOrder("default", "shout");
      assertThat(text(template, messages, options)).isEqualTo("<s>hello");
      assertThat(text(template.variant("shout"), messages, options)).isEqualTo("HELLO</s>");
    }
  }

  private static String text(ChatTemplate template, List<Message> messages, RenderOptions options) {
    StringBuilder text = new StringBuilder();
    template.render(messages, options).forEach(span -> text.append(span.text()));
    return text.toString();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Once upon a time, there was a little wren.",
        "  Spaces  and\n\n\ttabs ",
        "1234567890 3.14 don't WON'T",
        "Grüße, 世界! 🐦🐦",
        "<|begin_of_text|>not a token<|eot_id|>",
        ""
      })
  void cutsTextAsTheTokenizerOfTheModelInTheBox(String text) throws IOException {
    Tokenizer expected = Tokenizers.load(Fixtures.root().resolve("models/wren-3m"));
    Tokenizer actual = ModelSource.tokenizerOf(Fixtures.gguf("wren-vocabulary.gguf"));
    assertThat(actual.encodePrompt(text)).containsExactly(expected.encodePrompt(text));
    assertThat(actual.encodeTrusted(text)).containsExactly(expected.encodeTrusted(text));
    assertThat(actual.decode(actual.encode(text))).isEqualTo(expected.decode(actual.encode(text)));
  }

  @Test
  void fingerprintsDifferByMetadataAndByWeights() throws IOException {
    Path other =
        new PatchedGguf(BLOCKS)
            .set("general.sampling.top_k", 8)
            .write(directory.resolve("other.gguf"));
    PatchedGguf changed = new PatchedGguf(BLOCKS);
    changed.bytes()[changed.bytes().length - 1] ^= 1;
    Path weights = changed.write(directory.resolve("weights.gguf"));
    Path same = new PatchedGguf(BLOCKS).write(directory.resolve("same.gguf"));
    String original = fingerprint(BLOCKS);
    assertThat(original).matches("[0-9a-f]{64}");
    assertThat(fingerprint(same)).isEqualTo(original);
    assertThat(fingerprint(other)).isNotEqualTo(original);
    assertThat(fingerprint(weights)).isNotEqualTo(original);
  }

  private static String fingerprint(Path file) throws IOException {
    try (ModelSource source = ModelSource.open(file)) {
      return source.fingerprint();
    }
  }

  @Test
  void generates() throws IOException {
    ModelOptions options = ModelOptions.defaults().withKernels(KernelChoice.SCALAR);
    try (LanguageModel model = LanguageModel.open(BLOCKS, options)) {
      var generation = model.generate("hi", GenerateOptions.defaults().withMaxTokens(5), _ -> {});
      assertThat(generation.tokens()).hasSizeBetween(1, 5);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "llama.block_count                      | key 'llama.block_count', which its model needs",
        "llama.embedding_length                 | key 'llama.embedding_length', which",
        "llama.feed_forward_length              | key 'llama.feed_forward_length', which",
        "llama.context_length                   | key 'llama.context_length', which",
        "llama.attention.head_count             | key 'llama.attention.head_count', which",
        "llama.attention.layer_norm_rms_epsilon | 'llama.attention.layer_norm_rms_epsilon', which",
        "general.architecture                   | key 'general.architecture', which",
        "tokenizer.ggml.model                   | key 'tokenizer.ggml.model', which",
        "tokenizer.ggml.tokens                  | key 'tokenizer.ggml.tokens', which",
        "token_embd.weight                      | Tensor 'token_embd.weight' is in none",
        "blk.1.ffn_down.weight                  | Tensor 'blk.1.ffn_down.weight' is in none",
        "blk.0.attn_norm.weight                 | Tensor 'blk.0.attn_norm.weight' is in none"
      })
  void whatIsMissingIsNamed(String key, String message) throws IOException {
    String other = "x" + key.substring(1);
    Path file = new PatchedGguf(BLOCKS).rename(key, other).write(directory.resolve("x.gguf"));
    assertRefused(file, message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "llama.block_count             | 0       | key 'llama.block_count' is 0",
        "llama.block_count             | -1      | key 'llama.block_count' is 4294967295",
        "llama.block_count             | 3       | Tensor 'blk.2.attn_norm.weight' is in none",
        "llama.embedding_length        | 512     | has the shape (64, 256), expected (64, 512)",
        "llama.attention.head_count    | 0       | key 'llama.attention.head_count' is 0",
        "llama.attention.head_count    | 3       | expected a divisor of 'llama.attention.head_count'",
        "llama.attention.head_count_kv | 0       | key 'llama.attention.head_count_kv' is 0",
        "llama.attention.head_count_kv | 8       | key 'llama.attention.head_count_kv' is 8",
        "llama.attention.key_length    | 64      | key 'llama.attention.value_length' is 32; supported: 64",
        "llama.rope.dimension_count    | 16      | key 'llama.rope.dimension_count' is 16; supported: 32",
        "llama.rope.freq_base          | 0       | key 'llama.rope.freq_base' is 0.0, expected",
        "llama.attention.layer_norm_rms_epsilon | 1073741824 | layer_norm_rms_epsilon' is 2.0"
      })
  void whatIsWrongIsNamed(String key, int bits, String message) throws IOException {
    assertRefused(
        new PatchedGguf(BLOCKS).set(key, bits).write(directory.resolve("x.gguf")), message);
  }

  @Test
  void otherArchitecturesAreNamed() throws IOException {
    Path file =
        new PatchedGguf(BLOCKS)
            .set("general.architecture", "mamba")
            .rename("llama.context_length", "mamba.context_length")
            .write(directory.resolve("x.gguf"));
    assertRefused(file, "mamba");
  }

  private static void assertRefused(Path file, String message) {
    assertThatThrownBy(() -> LanguageModel.open(file, ModelOptions.defaults()).close())
        .isInstanceOf(ModelException.class)
        .hasMessageContaining(message);
  }

  /**
   * Whatever is changed in the header, the model opens or a {@link ModelException} says why not.
   */
  @Test
  void mutatedFilesOpenOrAreRefused() throws IOException {
    Path original = Fixtures.gguf("tied-f32.gguf");
    byte[] bytes = Files.readAllBytes(original);
    int header = 2500;
    Random random = new Random(21);
    Path file = directory.resolve("mutated.gguf");
    int refused = 0;
    for (int i = 0; i < 1000; i++) {
      byte[] mutated = bytes.clone();
      for (int change = random.nextInt(3); change >= 0; change--) {
        mutated[random.nextInt(header)] = (byte) (random.nextBoolean() ? 0 : random.nextInt());
      }
      Files.write(file, mutated);
      try (OpenModel model = OpenModel.open(file, Architectures.STANDARD)) {
        assertThat(model.config().layers()).isPositive();
      } catch (ModelException e) {
        refused++;
        assertThat(e).hasMessageContaining(file.getFileName().toString());
      }
    }
    assertThat(refused).isBetween(100, 990);
  }
}
