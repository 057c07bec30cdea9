package org.llamajvm.convert.gguf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llamajvm.convert.Checkpoints;
import org.llamajvm.convert.Converter;
import org.llamajvm.convert.TestCheckpoints;
import org.llamajvm.convert.checkpoint.Checkpoint;
import org.llamajvm.convert.checkpoint.CheckpointTensor;
import org.llamajvm.convert.checkpoint.SideFile;
import org.llamajvm.convert.decode.Decoded;
import org.llamajvm.convert.plan.ConvertOptions;
import org.llamajvm.convert.plan.Layout;

/**
 * Damaged GGUF files give a documented exception or a checkpoint that can be read, whatever the
 * damage. {@code -Dllama.mutants=N} makes N of them.
 */
class MutatedCheckpointTest {

  private static final long SEED = 29;
  private static final int MUTANTS = Integer.getInteger("llama.mutants", 400);
  private static final List<String> FILES = List.of("granite-moe", "qwen2-moe", "rope-llama3-4");

  /** Longer than keys and descriptions of tensors, which are what misleads. */
  private static final int HEAD = 4096;

  @TempDir private Path directory;

  @Test
  void endsInADocumentedException() throws IOException {
    Random random = new Random(SEED);
    int refused = 0;
    for (int i = 0; i < MUTANTS; i++) {
      String name = FILES.get(i % FILES.size());
      byte[] mutant = Files.readAllBytes(TestCheckpoints.ggufFixture(name));
      for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
        int at = random.nextInt(Math.min(HEAD, mutant.length));
        mutant[at] = (byte) (random.nextBoolean() ? random.nextInt(256) : random.nextInt(16));
      }
      Path file = Files.write(directory.resolve("f.gguf"), mutant);
      try {
        use(file);
      } catch (IOException e) {
        assertThat(e.getMessage()).isNotBlank();
        refused++;
      } catch (RuntimeException | Error e) {
        throw new AssertionError("mutant " + i + " of seed " + SEED, e);
      }
    }
    assertThat(refused).isBetween(MUTANTS / 4, MUTANTS - 1);
  }

  private static void use(Path file) throws IOException {
    ConvertOptions options =
        new ConvertOptions(
            Optional.empty(), Optional.empty(), Layout.INTERLEAVED, Long.MAX_VALUE, 1);
    try (Checkpoint checkpoint = Checkpoints.open(file);
        Arena arena = Arena.ofConfined()) {
      assertThat(new Converter(checkpoint, options).plan().elements()).isPositive();
      for (CheckpointTensor tensor : checkpoint.tensors()) {
        var rows = Decoded.inF32(tensor).data();
        rows.read(0, rows.count(), arena.allocate(rows.byteSize()));
      }
      for (SideFile side : checkpoint.sideFiles()) {
        assertThat(side.open().readAllBytes()).isNotEmpty();
      }
    }
  }
}
