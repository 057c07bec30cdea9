package org.llamajvm.fuzz;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.llamajvm.convert.Checkpoints;
import org.llamajvm.convert.Converter;
import org.llamajvm.convert.Existing;
import org.llamajvm.convert.checkpoint.Checkpoint;
import org.llamajvm.convert.files.Progress;
import org.llamajvm.convert.plan.ConvertOptions;
import org.llamajvm.convert.plan.Layout;

/** Journals of conversions that were broken off: what follows the line that names the job. */
public final class JournalTarget {

  private static final Workspace WORK = new Workspace("JournalTarget");
  private static final ConvertOptions OPTIONS =
      new ConvertOptions(Optional.empty(), Optional.empty(), Layout.MLX, 1 << 16, 1);
  private static final String JOURNAL = "conversion.partial";

  private static final Path SOURCE =
      Wren.root().resolve("convert/src/test/resources/checkpoints/bin-1-f32");
  private static final byte[] JOB = job();

  private JournalTarget() {}

  /** Breaks a conversion off when it begins to read. */
  private static final class BreakOff implements Progress {

    @Override
    public void begin(String what, long bytes) {
      throw new UncheckedIOException(new IOException("broken off"));
    }

    @Override
    public void advance(long bytes) {
      // does not come so far
    }
  }

  private static byte[] job() {
    try {
      convert(WORK.file("job"), new BreakOff());
      throw new IllegalStateException("The conversion did not begin");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (UncheckedIOException _) {
      return journal();
    }
  }

  private static byte[] journal() {
    try {
      return Files.readAllBytes(WORK.file("job").resolve(JOURNAL));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Called by the fuzzer before its clock runs: the first conversion takes long. */
  public static void fuzzerInitialize() throws IOException {
    read(new byte[0]);
  }

  /** Called by the fuzzer. */
  public static void fuzzerTestOneInput(byte[] input) {
    Contract.hold(() -> read(input));
  }

  private static void read(byte[] input) throws IOException {
    Path directory = Files.createDirectories(WORK.file("out"));
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    ByteArrayOutputStream journal = new ByteArrayOutputStream();
    journal.writeBytes(JOB);
    journal.writeBytes(input);
    Files.write(directory.resolve(JOURNAL), journal.toByteArray());
    convert(directory, Progress.SILENT);
    if (Files.exists(directory.resolve(JOURNAL))) {
      throw new IllegalStateException("The conversion has ended and its journal is there");
    }
  }

  private static void convert(Path directory, Progress progress) throws IOException {
    try (Checkpoint checkpoint = Checkpoints.open(SOURCE)) {
      new Converter(checkpoint, OPTIONS).run(directory, Existing.RESUME, progress);
    }
  }

  /** Lines for the fuzzer to begin with. */
  static List<byte[]> seeds() {
    return List.of(
        bytes(""),
        bytes("{\"file\":\"model.safetensors\",\"bytes\":8,\"sha256\":\"00\",\"errors\":{}}\n"),
        bytes(
            "{\"file\":\"model-00001-of-00002.safetensors\",\"bytes\":1,\"sha256\":\"%s\",\"errors\":{\"a\":[0.5,1.0]}}\n"
                .formatted("ab".repeat(32))));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
