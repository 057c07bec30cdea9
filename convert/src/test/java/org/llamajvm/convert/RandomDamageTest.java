package org.llamajvm.convert;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.llamajvm.convert.checkpoint.Checkpoint;
import org.llamajvm.convert.checkpoint.CheckpointTensor;
import org.llamajvm.convert.rows.Rows;
import org.llamajvm.format.ModelFormatException;

/** Whatever happens to a file's bytes, opening it gives a checkpoint or a format error. */
class RandomDamageTest {

  private static final int ROUNDS = 30;

  @ParameterizedTest
  @CsvSource({
    "meta-1-f32, consolidated.00.pth",
    "meta-2-columns-f16, consolidated.01.pth",
    "meta-1-f32, params.json",
    "bin-views-f32, pytorch_model.bin",
    "bin-3-f16, pytorch_model.bin.index.json",
    "npz-hf-f16, weights.npz",
    "npz-q4, weights.npz",
    "npz-q4, config.json",
    "llama2c, model.bin",
    "llama2c, tokenizer.bin",
  })
  void givesACheckpointOrAFormatError(String form, String name, @TempDir Path directory)
      throws IOException {
    TestCheckpoints.copy(TestCheckpoints.tiny(form), directory);
    Path file = directory.resolve(name);
    byte[] whole = Files.readAllBytes(file);
    int[] places = structure(whole);
    Random random = new Random(4);
    int refused = 0;
    for (int round = 0; round < ROUNDS; round++) {
      byte[] damaged = whole.clone();
      for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
        int at =
            random.nextInt(10) == 0
                ? random.nextInt(whole.length)
                : places[random.nextInt(places.length)];
        damaged[at] = (byte) (random.nextBoolean() ? random.nextInt() : damaged[at] ^ 1);
      }
      if (random.nextInt(20) == 0) {
        damaged = Arrays.copyOf(damaged, random.nextInt(damaged.length));
      }
      Files.write(file, damaged);
      refused += opens(directory) ? 0 : 1;
    }
    assertThat(refused).isPositive();
  }

  private static boolean opens(Path directory) throws IOException {
    try (Checkpoint checkpoint = Checkpoints.open(directory);
        Arena arena = Arena.ofConfined()) {
      for (CheckpointTensor tensor : checkpoint.tensors()) {
        for (Rows rows : tensor.parts()) {
          rows.read(0, rows.count(), arena.allocate(rows.byteSize()));
        }
      }
      return true;
    } catch (ModelFormatException e) {
      assertThat(e).hasMessageMatching("(?s).+");
      return false;
    }
  }

  /** The bytes around names and headers, where damage matters; the first kilobyte for others. */
  private static int[] structure(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    boolean[] near = new boolean[bytes.length];
    for (int at = text.indexOf("PK"); at >= 0; at = text.indexOf("PK", at + 1)) {
      Arrays.fill(near, at, Math.min(bytes.length, at + 160), true);
    }
    int pickle = text.indexOf("data.pkl");
    if (pickle >= 0) {
      Arrays.fill(near, pickle, Math.min(bytes.length, pickle + 2500), true);
    }
    Arrays.fill(near, 0, Math.min(bytes.length, 1000), true);
    int[] places = new int[bytes.length];
    int count = 0;
    for (int i = 0; i < bytes.length; i++) {
      if (near[i]) {
        places[count++] = i;
      }
    }
    return Arrays.copyOf(places, count);
  }
}
