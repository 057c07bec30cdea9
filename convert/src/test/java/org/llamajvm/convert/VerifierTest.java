package org.llamajvm.convert;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.llamajvm.convert.checkpoint.Checkpoint;
import org.llamajvm.convert.files.Progress;
import org.llamajvm.convert.plan.ConvertOptions;
import org.llamajvm.convert.plan.Layout;
import org.llamajvm.convert.quantize.Rounding;
import org.llamajvm.engine.tensor.FloatType;
import org.llamajvm.format.Sha256;
import org.llamajvm.loader.safetensors.TensorInfo;
import org.llamajvm.loader.weights.TensorStore;

class VerifierTest {

  @TempDir Path directory;
  private Path model;

  @BeforeEach
  void write() throws IOException {
    model = directory.resolve("model");
    convert(Layout.INTERLEAVED);
  }

  private void convert(Layout layout) throws IOException {
    Path source = TinyModel.write(directory.resolve("source"));
    ConvertOptions options =
        new ConvertOptions(
            Optional.of(new ConvertOptions.Quantization(4, 64, Rounding.LEAST_SQUARES, false)),
            Optional.empty(),
            layout,
            1 << 30,
            1);
    try (Checkpoint checkpoint = Checkpoints.open(source)) {
      new Converter(checkpoint, options).run(model, Existing.OVERWRITE, Progress.SILENT);
    }
  }

  private VerifyReport verify() throws IOException {
    return Verifier.verify(model, Progress.SILENT);
  }

  /** Overwrites bytes of the weights. */
  private void patch(long offset, byte... bytes) throws IOException {
    try (FileChannel channel =
        FileChannel.open(model.resolve("model.safetensors"), StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(bytes), offset);
    }
  }

  private TensorInfo info(String name) throws IOException {
    try (TensorStore store = TensorStore.open(model)) {
      return store.info(name);
    }
  }

  @ParameterizedTest
  @EnumSource(Layout.class)
  void findsNothingWrong(Layout layout) throws IOException {
    convert(layout);
    VerifyReport report = verify();
    assertThat(report.problems()).isEmpty();
    assertThat(report.remarks()).isEmpty();
    assertThat(report.isSound()).isTrue();
    assertThat(report.files()).isEqualTo(1);
    assertThat(report.bytes()).isEqualTo(Files.size(model.resolve("model.safetensors")));
  }

  @Test
  void tellsProgressOfEveryByte() throws IOException {
    long[] bytes = new long[2];
    Verifier.verify(
        model,
        new Progress() {
          @Override
          public void begin(String what, long total) {
            bytes[0] += total;
          }

          @Override
          public void advance(long done) {
            bytes[1] += done;
          }
        });
    assertThat(bytes[1]).isBetween(bytes[0] - 16384, bytes[0]);
  }

  @Test
  void namesAFileThatChanged() throws IOException {
    String before = Sha256.of(Files.readAllBytes(model.resolve("tokenizer.model")));
    Files.writeString(model.resolve("tokenizer.model"), "changed");
    String after = Sha256.of(Files.readAllBytes(model.resolve("tokenizer.model")));
    assertThat(verify().problems())
        .containsExactly(
            "File tokenizer.model has SHA-256 %s, expected %s".formatted(after, before));
  }

  @Test
  void namesAFileThatIsGone() throws IOException {
    Files.delete(model.resolve("LICENSE"));
    assertThat(verify().problems()).containsExactly("File LICENSE has a checksum and is missing");
  }

  @Test
  void remarksThatThereAreNoSums() throws IOException {
    Files.delete(model.resolve("checksums.json"));
    VerifyReport report = verify();
    assertThat(report.isSound()).isTrue();
    assertThat(report.remarks()).containsExactly("No checksums.json, so sums were not checked");
  }

  @Test
  void namesBrokenSums() throws IOException {
    Files.writeString(model.resolve("checksums.json"), "{\"sha256\":{\"../x\":\"00\"}}");
    assertThat(verify().problems())
        .singleElement()
        .asString()
        .startsWith("Corrupt: '../x': \"00\" is not a file's sum");
  }

  @Test
  void namesATensorThatIsNotFinite() throws IOException {
    Files.delete(model.resolve("checksums.json"));
    TensorInfo norm = info("model.norm.weight");
    patch(norm.offset() + 2 * 63, (byte) 0, (byte) 0x7E);
    TensorInfo query = info("model.layers.1.self_attn.q_proj.weight");
    // the bias of row 16 + 3 in the only group of the second block
    patch(query.offset() + 576 + 512 + 4 * 3 + 2, (byte) 0, (byte) 0xFC);
    Path file = model.resolve("model.safetensors");
    assertThat(verify().problems())
        .isEqualTo(
            List.of(
                "Tensor 'model.layers.1.self_attn.q_proj.weight' holds NaN or infinity in row 19 (file=%s)"
                    .formatted(file),
                "Tensor 'model.norm.weight' holds NaN or infinity at element 63 (file=%s)"
                    .formatted(file)));
  }

  @Test
  void findsASingleBadFloatOfEachType() {
    FiniteCheck check = new FiniteCheck(Progress.SILENT);
    try (Arena arena = Arena.ofConfined()) {
      for (FloatType type : FloatType.values()) {
        var data = arena.allocate(200_000L * type.bytes());
        assertThat(check.first(type, data)).isEmpty();
        int bits = type.encode(Float.NEGATIVE_INFINITY);
        if (type.bytes() == 4) {
          data.set(ValueLayout.JAVA_INT_UNALIGNED, 4L * 150_001, bits);
        } else {
          data.set(ValueLayout.JAVA_SHORT_UNALIGNED, 2L * 150_001, (short) bits);
        }
        assertThat(check.first(type, data)).hasValue(150_001);
      }
    }
  }

  @Test
  void namesATruncatedFile() throws IOException {
    try (FileChannel channel =
        FileChannel.open(model.resolve("model.safetensors"), StandardOpenOption.WRITE)) {
      channel.truncate(channel.size() - 1);
    }
    assertThat(verify().problems())
        .hasSize(2)
        .last()
        .asString()
        .startsWith("Truncated safetensors file: tensor ");
  }

  @Test
  void saysThatADirectoryIsNoModel() throws IOException {
    VerifyReport report = Verifier.verify(directory.resolve("none"), Progress.SILENT);
    assertThat(report.problems())
        .containsExactly("Model does not exist: " + directory.resolve("none"));
  }
}
