package org.llamajvm.convert;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.llamajvm.convert.files.Progress;
import org.llamajvm.loader.gguf.GgufModel;
import org.llamajvm.loader.gguf.GgufTensor;

/** A file that the package gguf wrote, with a tensor of each type, is checked and then damaged. */
class GgufVerifierTest {

  @TempDir Path directory;
  private Path file;

  @BeforeEach
  void copy() throws IOException {
    file = Files.copy(TestCheckpoints.ggufFixture("blocks"), directory.resolve("x.gguf"));
  }

  private static VerifyReport verify(Path path) throws IOException {
    return Verifier.verify(path, Progress.SILENT);
  }

  private GgufTensor info(String name) throws IOException {
    try (GgufModel model = GgufModel.open(file)) {
      return model.info(name);
    }
  }

  private void patch(long offset, byte... bytes) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(bytes), offset);
    }
  }

  @Test
  void findsNothingWrongInAFileOrInTheDirectoryOfOne() throws IOException {
    for (Path path : new Path[] {file, directory}) {
      VerifyReport report = verify(path);
      assertThat(report.problems()).isEmpty();
      assertThat(report.isSound()).isTrue();
      assertThat(report.files()).isEqualTo(1);
      assertThat(report.bytes()).isEqualTo(Files.size(file));
      assertThat(report.remarks()).singleElement().asString().contains("no sums");
    }
  }

  @Test
  void tellsProgressOfEveryByte() throws IOException {
    long[] bytes = new long[2];
    Verifier.verify(
        file,
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
    assertThat(bytes[0]).isPositive();
    assertThat(bytes[1]).isEqualTo(bytes[0]);
  }

  @ParameterizedTest
  @CsvSource({"output_norm.weight, 4, 3, 0", "token_embd.weight, 210, 5, 208"})
  void namesTheElementThatIsNotFinite(String name, int bytes, int index, int place)
      throws IOException {
    GgufTensor tensor = info(name);
    long at = tensor.offset() + (long) index * bytes + place;
    patch(at, bytes == 4 ? new byte[] {0, 0, (byte) 0x80, 0x7F} : new byte[] {0, 0x7E});
    int element = index * tensor.type().blockElements();
    assertThat(verify(file).problems())
        .containsExactly(
            "Tensor '%s' holds NaN or infinity at element %d (file=%s)"
                .formatted(name, element, file));
  }

  @Test
  void namesWhatIsCutOffOrMissing() throws IOException {
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length - 1000));
    assertThat(verify(file).problems())
        .singleElement()
        .asString()
        .startsWith("Truncated GGUF file: tensor '")
        .contains("x.gguf");
    assertThat(verify(directory.resolve("none.gguf")).isSound()).isFalse();
  }
}
