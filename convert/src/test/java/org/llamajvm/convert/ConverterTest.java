package org.llamajvm.convert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.llamajvm.convert.checkpoint.Checkpoint;
import org.llamajvm.convert.files.Progress;
import org.llamajvm.convert.plan.ConversionPlan;
import org.llamajvm.convert.plan.ConvertOptions;
import org.llamajvm.convert.plan.ConvertOptions.Quantization;
import org.llamajvm.convert.plan.Layout;
import org.llamajvm.convert.plan.PlannedShard;
import org.llamajvm.convert.quantize.Rounding;
import org.llamajvm.engine.tensor.FloatType;
import org.llamajvm.format.ModelFormatException;
import org.llamajvm.format.Sha256;
import org.llamajvm.loader.weights.TensorStore;

class ConverterTest {

  private static final long BIG = 1L << 30;

  @TempDir Path directory;
  private Path source;
  private Path target;

  @BeforeEach
  void write() throws IOException {
    source = TinyModel.write(directory.resolve("source"));
    target = directory.resolve("target");
  }

  private static ConvertOptions plain(Layout layout, long shard) {
    return new ConvertOptions(Optional.empty(), Optional.empty(), layout, shard, 2);
  }

  private static ConvertOptions quantized(Layout layout, int bits, long shard) {
    return new ConvertOptions(
        Optional.of(new Quantization(bits, 64, Rounding.LEAST_SQUARES, false)),
        Optional.empty(),
        layout,
        shard,
        2);
  }

  private static ConversionReport convert(
      Path from, Path to, ConvertOptions options, Existing existing) throws IOException {
    try (Checkpoint checkpoint = Checkpoints.open(from)) {
      return new Converter(checkpoint, options).run(to, existing, Progress.SILENT);
    }
  }

  private static ConversionReport convert(Path from, Path to, ConvertOptions options)
      throws IOException {
    return convert(from, to, options, Existing.REFUSE);
  }

  private static Map<String, String> hashes(Path directory) throws IOException {
    Map<String, String> hashes = new HashMap<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        hashes.put(file.getFileName().toString(), Sha256.of(Files.readAllBytes(file)));
      }
    }
    return hashes;
  }

  private static JsonNode json(Path file) throws IOException {
    return new JsonMapper().readTree(Files.readAllBytes(file));
  }

  private static void assertSameTensors(Path one, Path other) throws IOException {
    try (TensorStore expected = TensorStore.open(one);
        TensorStore actual = TensorStore.open(other)) {
      assertThat(actual.names()).containsExactlyInAnyOrderElementsOf(expected.names());
      for (String name : expected.names()) {
        assertThat(actual.info(name).shape()).isEqualTo(expected.info(name).shape());
        assertThat(actual.info(name).dtype()).isEqualTo(expected.info(name).dtype());
        assertThat(actual.segment(name).toArray(ValueLayout.JAVA_BYTE))
            .as(name)
            .isEqualTo(expected.segment(name).toArray(ValueLayout.JAVA_BYTE));
      }
    }
  }

  @Test
  void keepsFloatsBitForBit() throws IOException {
    convert(source, target, plain(Layout.INTERLEAVED, BIG));
    assertSameTensors(source, target);
    assertThat(json(target.resolve("config.json"))).isEqualTo(json(source.resolve("config.json")));
    assertThat(target.resolve("tokenizer.model"))
        .hasSameBinaryContentAs(source.resolve("tokenizer.model"));
    assertThat(hashes(target).keySet())
        .containsExactlyInAnyOrder(
            "model.safetensors", "config.json", "checksums.json", "tokenizer.model", "LICENSE");
  }

  @Test
  void bringsMetaSlicesToTheBytesOfTheHuggingFaceModel() throws IOException {
    Path huggingFace = directory.resolve("hf");
    Path meta = directory.resolve("meta");
    convert(TestCheckpoints.needShared("stories260K-hf"), huggingFace, plain(Layout.MLX, BIG));
    convert(TestCheckpoints.needShared("stories260K-meta"), meta, plain(Layout.MLX, BIG));
    assertSameTensors(TestCheckpoints.needShared("stories260K-hf"), huggingFace);
    assertThat(meta.resolve("model.safetensors"))
        .hasSameBinaryContentAs(huggingFace.resolve("model.safetensors"));
  }

  @Test
  void dividesIntoShardsAsTransformersDoes() throws IOException {
    convert(source, target, plain(Layout.MLX, 40_000));
    assertSameTensors(source, target);
    JsonNode index = json(target.resolve("model.safetensors.index.json"));
    long total = 0;
    try (TensorStore store = TensorStore.open(target)) {
      assertThat(store.files().size()).isGreaterThan(2);
      for (String name : store.names()) {
        total += store.info(name).bytes();
      }
      for (Path file : store.files()) {
        long bytes =
            store.names().stream().filter(name -> fileOf(store, name).equals(file)).count();
        assertThat(bytes).isPositive();
        assertThat(Files.size(file)).isLessThan(40_000 + 8192);
      }
      assertThat(store.files().getFirst().getFileName().toString())
          .matches("model-00001-of-0000\\d.safetensors");
    }
    assertThat(index.path("metadata").path("total_size").asLong()).isEqualTo(total);
    List<String> names = index.path("weight_map").propertyStream().map(Map.Entry::getKey).toList();
    assertThat(names).isSorted();
  }

  private static Path fileOf(TensorStore store, String name) {
    return store.find(name).orElseThrow().file();
  }

  @Test
  void givesATensorLargerThanTheMaximumItsOwnFile() throws IOException {
    convert(source, target, plain(Layout.MLX, 1));
    try (TensorStore store = TensorStore.open(target)) {
      assertThat(store.files()).hasSameSizeAs(store.names());
    }
  }

  @Test
  void losesNothingBetweenTheLayouts() throws IOException {
    Path mlx = directory.resolve("mlx");
    Path interleaved = directory.resolve("interleaved");
    Path direct = directory.resolve("direct");
    convert(source, mlx, quantized(Layout.MLX, 4, 30_000));
    convert(mlx, interleaved, plain(Layout.INTERLEAVED, BIG));
    convert(interleaved, target, plain(Layout.MLX, BIG));
    assertSameTensors(mlx, target);
    convert(source, direct, quantized(Layout.INTERLEAVED, 4, BIG));
    assertSameTensors(interleaved, direct);
    assertThat(json(interleaved.resolve("config.json")).at("/quantization/layout").asText())
        .isEqualTo("interleaved");
    assertThat(json(target.resolve("config.json"))).isEqualTo(json(mlx.resolve("config.json")));
  }

  @ParameterizedTest
  @CsvSource({"2", "3", "4", "6", "8"})
  void writesEveryNumberOfBits(int bits) throws IOException {
    ConversionReport report = convert(source, target, quantized(Layout.MLX, bits, BIG));
    JsonNode quantization = json(target.resolve("config.json")).path("quantization");
    assertThat(quantization.path("bits").asInt()).isEqualTo(bits);
    assertThat(quantization.path("group_size").asInt()).isEqualTo(64);
    assertThat(quantization.path("model.layers.0.mlp.down_proj").asBoolean(true)).isFalse();
    assertThat(quantization.path("model.layers.0.self_attn.o_proj").path("group_size").asInt())
        .isEqualTo(32);
    assertThat(report.plan().keptFloat())
        .containsExactly(
            "model.layers.0.mlp.down_proj.weight", "model.layers.1.mlp.down_proj.weight");
    try (TensorStore store = TensorStore.open(target)) {
      assertThat(store.info("model.embed_tokens.weight").hasShape(50, 64 * bits / 32)).isTrue();
      assertThat(store.info("model.embed_tokens.scales").hasShape(50, 1)).isTrue();
    }
    double error =
        report.kinds().stream()
            .filter(kind -> kind.name().equals("q_proj"))
            .findFirst()
            .orElseThrow()
            .error()
            .relative();
    assertThat(error).isBetween(0.25 / (1 << bits), 1.6 / (1 << bits));
  }

  @Test
  void givesTheSameBytesWhateverTheThreads() throws IOException {
    convert(source, target, quantized(Layout.INTERLEAVED, 4, 20_000));
    ConvertOptions one = quantized(Layout.INTERLEAVED, 4, 20_000);
    Path other = directory.resolve("other");
    convert(
        source,
        other,
        new ConvertOptions(one.quantization(), one.dtype(), one.layout(), one.maxShardBytes(), 7));
    assertThat(hashes(other)).isEqualTo(hashes(target));
  }

  @ParameterizedTest
  @CsvSource({"F16, F32", "F16, BF16", "F16, F16"})
  void changesTheType(FloatType from, FloatType to) throws IOException {
    convert(
        source,
        target,
        new ConvertOptions(Optional.empty(), Optional.of(to), Layout.INTERLEAVED, BIG, 1));
    String norm = "model.norm.weight";
    try (TensorStore before = TensorStore.open(source);
        TensorStore after = TensorStore.open(target)) {
      assertThat(after.info(norm).dtype().name()).isEqualTo(to.name());
      float[] expected = TinyModel.floats(from, before.segment(norm));
      float[] actual = TinyModel.floats(to, after.segment(norm));
      for (int i = 0; i < expected.length; i++) {
        assertThat(actual[i]).isEqualTo(to.decode(to.encode(expected[i])));
      }
    }
    assertThat(json(target.resolve("config.json")).path("torch_dtype").asText())
        .isEqualTo(Map.of("F32", "float32", "BF16", "bfloat16", "F16", "float16").get(to.name()));
  }

  @Test
  void roundsAgainOnlyIfAskedFor() throws IOException {
    Path eight = directory.resolve("eight");
    convert(source, eight, quantized(Layout.MLX, 8, BIG));
    assertThatThrownBy(() -> convert(eight, target, quantized(Layout.INTERLEAVED, 4, BIG)))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageStartingWith(
            "Tensor 'model.embed_tokens.weight' is quantised already, to 8 bits in groups of 64;"
                + " rounding it again, to 4 bits in groups of 64, adds a second error to the"
                + " first");
    assertThat(target).doesNotExist();
    ConvertOptions again =
        new ConvertOptions(
            Optional.of(new Quantization(4, 64, Rounding.LEAST_SQUARES, true)),
            Optional.empty(),
            Layout.INTERLEAVED,
            BIG,
            2);
    ConversionReport report = convert(eight, target, again);
    assertThat(report.kinds().getFirst().error().relative()).isBetween(0.05, 0.12);
  }

  @Test
  void leavesAnExistingDirectoryAlone() throws IOException {
    Files.createDirectories(target);
    Files.writeString(target.resolve("notes.txt"), "mine");
    Files.writeString(target.resolve("model-00009-of-00009.safetensors"), "old");
    Map<String, String> before = hashes(target);
    assertThatThrownBy(() -> convert(source, target, plain(Layout.MLX, BIG)))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("Directory is not empty: " + target);
    assertThatThrownBy(() -> convert(source, target, plain(Layout.MLX, BIG), Existing.RESUME))
        .hasMessageStartingWith("Nothing to resume in " + target);
    assertThat(hashes(target)).isEqualTo(before);

    convert(source, target, plain(Layout.MLX, BIG), Existing.OVERWRITE);
    assertSameTensors(source, target);
    assertThat(target.resolve("notes.txt")).hasContent("mine");
  }

  @Test
  void refusesToWriteOverItsInput() throws IOException {
    Map<String, String> before = hashes(source);
    assertThatThrownBy(() -> convert(source, source, plain(Layout.MLX, BIG), Existing.OVERWRITE))
        .hasMessage("Input and output are the same directory: " + source);
    assertThat(hashes(source)).isEqualTo(before);
  }

  @Test
  void refusesAFileAsDirectory() throws IOException {
    Files.writeString(target, "x");
    assertThatThrownBy(() -> convert(source, target, plain(Layout.MLX, BIG)))
        .hasMessage("Output is not a directory: " + target);
  }

  @Test
  void noticesAnInputThatChanges() throws IOException {
    Path weights = source.resolve("model.safetensors");
    Progress meddler =
        new Progress() {
          private boolean done;

          @Override
          public void begin(String what, long bytes) {
            done = false;
          }

          @Override
          public void advance(long bytes) {
            if (!done) {
              done = true;
              try {
                Files.setLastModifiedTime(weights, FileTime.fromMillis(12345));
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            }
          }
        };
    try (Checkpoint checkpoint = Checkpoints.open(source)) {
      Converter converter = new Converter(checkpoint, plain(Layout.MLX, BIG));
      assertThatThrownBy(() -> converter.run(target, Existing.REFUSE, meddler))
          .hasMessage("Input changed while it was converted: " + weights);
    }
    assertThatThrownBy(() -> TensorStore.open(target))
        .hasMessageStartingWith("The conversion into this directory did not finish");
  }

  @Test
  void noticesAnInputThatBecomesShorter() throws IOException {
    Path weights = source.resolve("model.safetensors");
    try (Checkpoint checkpoint = Checkpoints.open(source)) {
      byte[] bytes = Files.readAllBytes(weights);
      Files.write(weights, Arrays.copyOf(bytes, bytes.length / 2));
      Converter converter = new Converter(checkpoint, plain(Layout.MLX, BIG));
      assertThatThrownBy(() -> converter.run(target, Existing.REFUSE, Progress.SILENT))
          .isInstanceOf(ModelFormatException.class)
          .hasMessageStartingWith(
              "Truncated safetensors file: it became shorter while it was read");
    }
  }

  @Test
  void plansWithoutWriting() throws IOException {
    try (Checkpoint checkpoint = Checkpoints.open(source)) {
      ConversionPlan plan = new Converter(checkpoint, quantized(Layout.MLX, 4, 20_000)).plan();
      convert(source, target, quantized(Layout.MLX, 4, 20_000));
      try (TensorStore store = TensorStore.open(target)) {
        assertThat(plan.shards())
            .extracting(PlannedShard::name)
            .isEqualTo(store.files().stream().map(file -> file.getFileName().toString()).toList());
        long bytes = 0;
        for (String name : store.names()) {
          bytes += store.info(name).bytes();
        }
        assertThat(plan.outputBytes()).isEqualTo(bytes);
      }
    }
  }

  @Test
  void resumesOnlyTheSameConversion() throws IOException {
    convert(source, target, quantized(Layout.MLX, 4, 20_000));
    Map<String, String> complete = hashes(target);
    Path half = directory.resolve("half");
    ConvertOptions options = quantized(Layout.MLX, 4, 20_000);
    List<PlannedShard> shards;
    try (Checkpoint checkpoint = Checkpoints.open(source)) {
      Converter converter = new Converter(checkpoint, options);
      shards = converter.plan().shards();
      Progress killer = new FailAfter(120_000);
      assertThatThrownBy(() -> converter.run(half, Existing.REFUSE, killer))
          .isInstanceOf(IllegalStateException.class);
    }
    assertThatThrownBy(() -> TensorStore.open(half))
        .hasMessageStartingWith("The conversion into this directory did not finish");
    assertThatThrownBy(
            () -> convert(source, half, quantized(Layout.MLX, 8, 20_000), Existing.RESUME))
        .hasMessageEndingWith("had other inputs or options; --force begins anew");
    // a finished file that was damaged since is made again
    Path first = half.resolve(shards.getFirst().name());
    assertThat(first).exists();
    Files.writeString(first, "damaged");

    ConversionReport report = convert(source, half, options, Existing.RESUME);
    assertThat(report.resumedShards()).isBetween(1, shards.size() - 2);
    assertThat(hashes(half)).isEqualTo(complete);
    assertThat(convert(source, half, options, Existing.RESUME).resumedShards())
        .isEqualTo(shards.size());
  }

  private static final class FailAfter implements Progress {
    private long left;

    FailAfter(long bytes) {
      left = bytes;
    }

    @Override
    public void begin(String what, long bytes) {
      assertThat(bytes).isGreaterThan(left);
    }

    @Override
    public void advance(long bytes) {
      left -= bytes;
      if (left < 0) {
        throw new IllegalStateException("enough");
      }
    }
  }
}
