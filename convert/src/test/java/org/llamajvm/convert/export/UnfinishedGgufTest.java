package org.llamajvm.convert.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llamajvm.convert.Checkpoints;
import org.llamajvm.convert.ConversionReport;
import org.llamajvm.convert.Converter;
import org.llamajvm.convert.Existing;
import org.llamajvm.convert.TestCheckpoints;
import org.llamajvm.convert.checkpoint.Checkpoint;
import org.llamajvm.convert.files.Progress;
import org.llamajvm.convert.plan.FileType;
import org.llamajvm.convert.plan.GgufOptions;
import org.llamajvm.format.ModelException;
import org.llamajvm.models.source.ModelSource;

/** Conversions to GGUF that were interrupted, and files that are there already. */
class UnfinishedGgufTest {

  private static final long SHARD_BYTES = 1_500_000;

  @TempDir private Path directory;

  /** Stops the conversion after so many bytes. */
  private record Stop(long bytes, long[] seen) implements Progress {

    static final class Stopped extends RuntimeException {
      private static final long serialVersionUID = 1;
    }

    @Override
    public void begin(String what, long total) {
      // only the bytes count
    }

    @Override
    public void advance(long step) {
      seen[0] += step;
      if (seen[0] > bytes) {
        throw new Stopped();
      }
    }
  }

  @Test
  void givesTheSameBytesWhenItIsResumed() throws IOException {
    Path whole = Files.createDirectory(directory.resolve("whole")).resolve("wren.gguf");
    Path resumed = Files.createDirectory(directory.resolve("resumed")).resolve("wren.gguf");
    run(whole, Existing.REFUSE, Progress.SILENT);
    assertThatThrownBy(() -> run(resumed, Existing.REFUSE, new Stop(5_000_000, new long[1])))
        .isInstanceOf(Stop.Stopped.class);
    assertThat(names(resumed)).contains("wren.gguf.conversion.partial");
    Path first = resumed.resolveSibling(names(whole).getFirst());
    assertThatThrownBy(() -> ModelSource.open(first))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("missing");

    ConversionReport report = run(resumed, Existing.RESUME, Progress.SILENT);
    assertThat(report.resumedShards()).isPositive();
    assertThat(names(resumed)).isEqualTo(names(whole));
    for (String name : names(whole)) {
      assertThat(resumed.resolveSibling(name)).hasSameBinaryContentAs(whole.resolveSibling(name));
    }
    assertThat(run(resumed, Existing.RESUME, Progress.SILENT).resumedShards())
        .isEqualTo(names(whole).size());
  }

  @Test
  void overwritesOnlyIfAskedFor() throws IOException {
    Path file = directory.resolve("wren.gguf");
    Files.writeString(file, "something else");
    assertThatThrownBy(() -> runWhole(file, Existing.REFUSE))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("File exists: " + file)
        .hasMessageContaining("--force");
    assertThat(file).hasContent("something else");
    runWhole(file, Existing.OVERWRITE);
    try (ModelSource source = ModelSource.open(file)) {
      assertThat(source.tokenizer().encode("The sea")).isNotEmpty();
    }
  }

  private static ConversionReport run(Path file, Existing existing, Progress progress)
      throws IOException {
    return run(file, SHARD_BYTES, existing, progress);
  }

  private static void runWhole(Path file, Existing existing) throws IOException {
    run(file, Long.MAX_VALUE, existing, Progress.SILENT);
  }

  private static ConversionReport run(
      Path file, long shardBytes, Existing existing, Progress progress) throws IOException {
    GgufOptions options = new GgufOptions(Optional.of(FileType.F16), false, shardBytes, 2);
    try (Checkpoint checkpoint = Checkpoints.open(TestCheckpoints.wren())) {
      return Converter.toGguf(checkpoint, options, file).run(file, existing, progress);
    }
  }

  private static List<String> names(Path file) throws IOException {
    try (Stream<Path> files = Files.list(file.getParent())) {
      return files.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }
}
