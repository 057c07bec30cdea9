package org.llamajvm.convert;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.llamajvm.convert.checkpoint.Checkpoint;
import org.llamajvm.convert.files.Progress;
import org.llamajvm.format.ModelFormatException;
import org.llamajvm.loader.weights.TensorStore;

/** A weight that changed on its way shows by the checksum of its zip entry. */
class ChecksumTest {

  private static final int DIRECTORY_RECORD = 0x02014B50;

  @TempDir Path source;
  @TempDir Path target;

  /** What the central directory says of the entry whose name ends so, from its record on. */
  private static ByteBuffer record(ByteBuffer archive, String suffix) {
    for (int at = 0; at < archive.limit() - 46; at++) {
      if (archive.getInt(at) == DIRECTORY_RECORD) {
        byte[] name = new byte[archive.getShort(at + 28)];
        archive.get(at + 46, name);
        if (new String(name, UTF_8).endsWith(suffix)) {
          return archive.slice(at, 46).order(ByteOrder.LITTLE_ENDIAN);
        }
      }
    }
    throw new IllegalArgumentException(suffix);
  }

  private void convert() throws IOException {
    try (Checkpoint checkpoint = Checkpoints.open(source)) {
      new Converter(checkpoint, ConvertProcess.options(1 << 20))
          .run(target, Existing.REFUSE, Progress.SILENT);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "meta-2-columns-f16, consolidated.01.pth, /data/5",
    "bin-views-f32, pytorch_model.bin, /data/3",
    "npz-2-bf16, weights.01.npz, layers.0.attention.wq.weight.npy"
  })
  void aChangedWeightIsCorrupt(String form, String name, String entry) throws IOException {
    TestCheckpoints.copy(TestCheckpoints.tiny(form), source);
    Path file = source.resolve(name);
    byte[] bytes = Files.readAllBytes(file);
    ByteBuffer archive = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer record = record(archive, entry);
    int header = record.getInt(42);
    int content = header + 30 + archive.getShort(header + 26) + archive.getShort(header + 28);
    int last = content + record.getInt(24) - 1;
    archive.put(last, (byte) (archive.get(last) ^ 1));
    Files.write(file, bytes);

    assertThatThrownBy(this::convert)
        .isInstanceOf(ModelFormatException.class)
        .hasMessageMatching(
            "Corrupt: entry '.*%s' has CRC-32 [0-9a-f]{8}, expected [0-9a-f]{8}; fetch the file again \\(file=.*%s, offset=%d\\)"
                .formatted(entry, name, content));
    assertThatThrownBy(() -> TensorStore.open(target))
        .hasMessageStartingWith("The conversion into this directory did not finish");

    record.putInt(16, 0); // as PyTorch writes it if it computes no checksums
    Files.write(file, bytes);
    try (Checkpoint checkpoint = Checkpoints.open(source)) {
      new Converter(checkpoint, ConvertProcess.options(1 << 20))
          .run(target, Existing.OVERWRITE, Progress.SILENT);
    }
    assertThat(target.resolve("config.json")).exists();
  }

  @Test
  void unchangedEntriesPass() throws IOException {
    TestCheckpoints.copy(TestCheckpoints.tiny("npz-zip64-f32"), source);
    convert();
    assertThat(target.resolve("config.json")).exists();
  }
}
