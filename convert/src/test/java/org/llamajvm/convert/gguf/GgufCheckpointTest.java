package org.llamajvm.convert.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.llamajvm.convert.Checkpoints;
import org.llamajvm.convert.Converter;
import org.llamajvm.convert.Existing;
import org.llamajvm.convert.TestCheckpoints;
import org.llamajvm.convert.Verifier;
import org.llamajvm.convert.checkpoint.Checkpoint;
import org.llamajvm.convert.checkpoint.CheckpointTensor;
import org.llamajvm.convert.checkpoint.CheckpointTensor.Floats;
import org.llamajvm.convert.decode.Decoded;
import org.llamajvm.convert.experts.FusedExperts;
import org.llamajvm.convert.export.GgufFloats;
import org.llamajvm.convert.files.Progress;
import org.llamajvm.convert.plan.ConvertOptions;
import org.llamajvm.convert.plan.FileType;
import org.llamajvm.convert.plan.GgufOptions;
import org.llamajvm.convert.plan.Layout;
import org.llamajvm.convert.quantize.Rounding;
import org.llamajvm.format.ModelException;
import org.llamajvm.loader.gguf.GgufModel;
import org.llamajvm.models.architecture.Architectures;
import org.llamajvm.models.architecture.ModelConfig;
import org.llamajvm.models.source.ModelSource;

/** GGUF files as checkpoints, and the directories that they become. */
class GgufCheckpointTest {

  private static final List<String> TEXTS =
      List.of("Once upon a time", "It's 12345 o'clock,\n\n said \u00E9\u4F60  <|eot_id|>!", " a");

  @TempDir private Path directory;

  /** The package gguf has written these files of the models beside them. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "attention-bias-bf16",
        "rope-llama3-4",
        "mistral-window",
        "qwen3-tied-bf16",
        "smollm3",
        "gemma3",
        "phi3-longrope-within",
        "rope-yarn",
        "mixtral",
        "qwen2-moe",
        "granite-moe",
        "gpt-oss",
        "gpt-oss-mxfp4",
        "llama4-usual",
        "ministral3"
      })
  void holdsTheTensorsOfTheModelThatItWasMadeOf(String name) throws IOException {
    try (Checkpoint gguf = Checkpoints.open(TestCheckpoints.ggufFixture(name));
        Checkpoint original = Checkpoints.open(TestCheckpoints.fixture(name))) {
      assertThat(values(gguf).keySet()).isEqualTo(values(original).keySet());
      Map<String, float[]> expected = values(original);
      values(gguf)
          .forEach((tensor, actual) -> {
            float[] wanted = expected.get(tensor);
            assertThat(actual).as(tensor).hasSameSizeAs(wanted);
            // one was added to the norms of Gemma and is taken off again
            for (int i = 0; i < actual.length; i++) {
              assertThat(Math.abs(actual[i] - wanted[i])).as(tensor).isLessThan(1e-7f);
            }
          });
      assertThat(Architectures.STANDARD.config(gguf.config()).rope().scaling().getClass())
          .isEqualTo(Architectures.STANDARD.config(original.config()).rope().scaling().getClass());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "attention-bias-bf16",
        "mlp-bias-f16",
        "rope-llama3-4",
        "mistral-window",
        "qwen2-tied",
        "qwen3-tied-bf16",
        "smollm3",
        "granite",
        "olmo2",
        "gemma2",
        "gemma3",
        "phi3",
        "phi3-longrope-beyond",
        "rope-yarn",
        "mixtral",
        "qwen2-moe",
        "qwen3-moe",
        "granite-moe",
        "olmoe",
        "gpt-oss",
        "gpt-oss-mxfp4",
        "llama4-usual",
        "ministral3"
      })
  void becomesADirectoryThatIsAModel(String name) throws IOException {
    Path target = directory.resolve(name);
    convert(
        TestCheckpoints.ggufFixture(name), target, options(Optional.empty(), Layout.INTERLEAVED));
    try (ModelSource model = ModelSource.open(target);
        ModelSource original = ModelSource.open(TestCheckpoints.ggufFixture(name))) {
      ModelConfig config = Architectures.STANDARD.config(model.config());
      ModelConfig expected = Architectures.STANDARD.config(original.config());
      assertThat(config.architecture()).isEqualTo(expected.architecture());
      assertThat(config.windows()).isEqualTo(expected.windows());
      assertThat(config.architecture().build(config, model.weights()).layers())
          .hasSize(config.layers());
    }
  }

  private static Map<String, float[]> values(Checkpoint checkpoint) throws IOException {
    Map<String, float[]> values = new TreeMap<>();
    for (CheckpointTensor tensor : FusedExperts.apart(checkpoint.tensors())) {
      Floats floats = Decoded.inF32(tensor);
      float[] all = new float[(int) (floats.data().byteSize() / Float.BYTES)];
      byte[] bytes = new byte[all.length * Float.BYTES];
      floats.data().read(0, floats.data().count(), MemorySegment.ofArray(bytes));
      MemorySegment.ofArray(all).copyFrom(MemorySegment.ofArray(bytes));
      values.put(tensor.name(), all);
    }
    return values;
  }

  @ParameterizedTest
  @EnumSource(Layout.class)
  void groupsOf32BecomeOursWithoutLoss(Layout layout) throws IOException {
    for (FileType type : List.of(FileType.Q4_0, FileType.Q4_1, FileType.Q8_0)) {
      Path file = wren(type, Long.MAX_VALUE);
      Path target = directory.resolve(type + "-" + layout);
      convert(file, target, options(Optional.empty(), layout));
      try (GgufModel model = GgufModel.open(file);
          Checkpoint written = Checkpoints.open(target)) {
        CheckpointTensor tensor =
            written.tensors().stream()
                .filter(t -> t.name().equals("model.layers.1.mlp.down_proj.weight"))
                .findFirst()
                .orElseThrow();
        assertThat(tensor).isInstanceOf(CheckpointTensor.Affine.class);
        float[] expected = GgufFloats.of(model, model.info("blk.1.ffn_down.weight"));
        float[] actual = values(written).get(tensor.name());
        // a product of scale and code is rounded before the bias is added, or is not
        for (int i = 0; i < actual.length; i++) {
          assertThat(actual[i]).isCloseTo(expected[i], org.assertj.core.data.Offset.offset(1e-6f));
        }
      }
    }
  }

  @Test
  void aSplitSetBecomesADirectoryThatStandsAlone() throws IOException {
    Path file = wren(FileType.Q4_K_M, 600_000);
    List<Path> files = new ArrayList<>();
    try (var listed = java.nio.file.Files.list(directory)) {
      listed.filter(path -> path.toString().endsWith(".gguf")).sorted().forEach(files::add);
    }
    assertThat(files).hasSizeGreaterThan(2).doesNotContain(file);
    assertThat(files.getFirst().getFileName().toString())
        .isEqualTo("wren-Q4_K_M-00001-of-%05d.gguf".formatted(files.size()));
    Path target = directory.resolve("out");
    var quantization = new ConvertOptions.Quantization(4, 64, Rounding.LEAST_SQUARES, true);
    convert(files.get(1), target, options(Optional.of(quantization), Layout.INTERLEAVED));
    assertThat(Verifier.verify(target, Progress.SILENT).problems()).isEmpty();
    Path original = TestCheckpoints.wren();
    try (ModelSource whole = ModelSource.open(target);
        ModelSource split = ModelSource.open(files.get(2));
        ModelSource wren = ModelSource.open(original)) {
      assertThat(Architectures.STANDARD.config(whole.config()).layers()).isEqualTo(4);
      for (ModelSource source : List.of(whole, split)) {
        for (String text : TEXTS) {
          assertThat(source.tokenizer().encode(text)).isEqualTo(wren.tokenizer().encode(text));
          assertThat(source.tokenizer().encodeTrusted(text))
              .isEqualTo(wren.tokenizer().encodeTrusted(text));
        }
        assertThat(source.chatTemplate().orElseThrow().source())
            .isEqualTo(wren.chatTemplate().orElseThrow().source());
        var defaults = source.generationDefaults(java.util.OptionalInt.empty(), List.of());
        assertThat(defaults.eosIds()).containsExactly(1, 4);
        assertThat(defaults.topP()).hasValueCloseTo(0.95, within());
      }
    }
  }

  private static org.assertj.core.data.Offset<Double> within() {
    return org.assertj.core.data.Offset.offset(1e-6);
  }

  @Test
  void whatIsQuantisedIsRoundedAgainOnlyIfAskedFor() throws IOException {
    Path file = wren(FileType.Q6_K, Long.MAX_VALUE);
    var once = new ConvertOptions.Quantization(4, 64, Rounding.LEAST_SQUARES, false);
    assertThatThrownBy(() ->
            convert(
                file, directory.resolve("refused"), options(Optional.of(once), Layout.INTERLEAVED)))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("is quantised already, to Q6_K")
        .hasMessageContaining("--requantize");
    assertThat(directory.resolve("refused")).doesNotExist();
  }

  private Path wren(FileType type, long shardBytes) throws IOException {
    Path file = directory.resolve("wren-" + type + ".gguf");
    GgufOptions options = new GgufOptions(Optional.of(type), false, shardBytes, 2);
    try (Checkpoint checkpoint = Checkpoints.open(TestCheckpoints.wren())) {
      Converter.toGguf(checkpoint, options, file).run(file, Existing.OVERWRITE, Progress.SILENT);
    }
    return file;
  }

  private static ConvertOptions options(
      Optional<ConvertOptions.Quantization> quantization, Layout layout) {
    return new ConvertOptions(quantization, Optional.empty(), layout, Long.MAX_VALUE, 2);
  }

  private static void convert(Path from, Path to, ConvertOptions options) throws IOException {
    try (Checkpoint checkpoint = Checkpoints.open(from)) {
      new Converter(checkpoint, options).run(to, Existing.REFUSE, Progress.SILENT);
    }
  }
}
