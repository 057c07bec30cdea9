package org.llamajvm.convert;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.llamajvm.convert.files.Checksums;
import org.llamajvm.convert.files.Progress;
import org.llamajvm.engine.tensor.FloatType;
import org.llamajvm.engine.tensor.InterleavedFormat;
import org.llamajvm.engine.tensor.Layouts;
import org.llamajvm.format.ModelFormatException;
import org.llamajvm.format.Sha256;
import org.llamajvm.loader.layout.InterleavedShape;
import org.llamajvm.loader.safetensors.TensorInfo;
import org.llamajvm.loader.weights.TensorStore;
import org.llamajvm.models.source.GgufSource;

/**
 * Checks a model's directory: every sum in {@value Checksums#FILE_NAME}, every rule of the headers
 * and of the set of files, and that no weight, scale or bias is NaN or infinite.
 */
public final class Verifier {

  private final Path directory;
  private final Progress progress;
  private final List<String> problems = new ArrayList<>();
  private final List<String> remarks = new ArrayList<>();

  private Verifier(Path directory, Progress progress) {
    this.directory = directory;
    this.progress = progress;
  }

  /**
   * Checks a directory, or a GGUF file and the others of its set.
   *
   * @param directory or a GGUF file
   * @param progress is told of the bytes that are read
   * @throws ModelFormatException if a directory has several models in GGUF files
   * @throws IOException if a file cannot be read at all
   */
  public static VerifyReport verify(Path directory, Progress progress) throws IOException {
    Optional<Path> gguf = GgufSource.find(directory);
    if (gguf.isPresent()) {
      return GgufVerifier.verify(gguf.get(), progress);
    }
    return new Verifier(directory, progress).run();
  }

  private VerifyReport run() throws IOException {
    checkSums();
    try (TensorStore store = TensorStore.open(directory)) {
      long bytes = 0;
      for (Path file : store.files()) {
        bytes += Files.size(file);
      }
      checkValues(store, bytes);
      return report(store.files().size(), store.names().size(), bytes);
    } catch (ModelFormatException e) {
      problems.add(e.getMessage());
      return report(0, 0, 0);
    }
  }

  private VerifyReport report(int files, int tensors, long bytes) {
    return new VerifyReport(problems, remarks, files, tensors, bytes);
  }

  private void checkSums() throws IOException {
    Path file = directory.resolve(Checksums.FILE_NAME);
    if (!Files.isRegularFile(file)) {
      if (Files.isDirectory(directory)) {
        remarks.add("No %s, so sums were not checked".formatted(Checksums.FILE_NAME));
      }
      return;
    }
    Map<String, String> sums;
    try {
      sums = Checksums.read(file).sums();
    } catch (ModelFormatException e) {
      problems.add(e.getMessage());
      return;
    }
    List<Path> present = new ArrayList<>();
    long bytes = 0;
    for (String name : sums.keySet()) {
      Path path = directory.resolve(name);
      if (Files.isRegularFile(path)) {
        present.add(path);
        bytes += Files.size(path);
      } else {
        problems.add("File %s has a checksum and is missing".formatted(name));
      }
    }
    progress.begin("Checking sums", bytes);
    for (Path path : present) {
      String name = path.getFileName().toString();
      String actual = Sha256.of(path, progress::advance);
      if (!actual.equals(sums.get(name))) {
        problems.add("File %s has SHA-256 %s, expected %s".formatted(name, actual, sums.get(name)));
      }
    }
  }

  private void checkValues(TensorStore store, long bytes) throws ModelFormatException {
    progress.begin("Checking weights", bytes);
    FiniteCheck check = new FiniteCheck(progress);
    for (String name : store.names()) {
      TensorInfo info = store.info(name);
      Optional<InterleavedShape> shape =
          Optional.ofNullable(store.metadata(info.file()).get(name))
              .flatMap(InterleavedShape::parse);
      if (shape.isPresent()) {
        checkInterleaved(info, shape.get(), store.segment(name));
      } else if (info.dtype().floatType().isPresent()) {
        OptionalLong bad = check.first(info.dtype().floatType().get(), store.segment(name));
        bad.ifPresent(at -> add(info, "at element " + at));
      } else {
        progress.advance(info.bytes());
      }
    }
  }

  private void add(TensorInfo info, String where) {
    problems.add(
        "Tensor '%s' holds NaN or infinity %s (file=%s)"
            .formatted(info.name(), where, info.file()));
  }

  /** Only scales and biases are floats: one line of every group. */
  private void checkInterleaved(TensorInfo info, InterleavedShape shape, MemorySegment data) {
    if (info.bytes() != shape.byteSize()) {
      problems.add(
          "Tensor '%s' has %d bytes, expected %d for %s (file=%s)"
              .formatted(info.name(), info.bytes(), shape.byteSize(), shape.text(), info.file()));
      return;
    }
    int groupBytes = shape.format().groupBytes();
    for (long group = 0; group < data.byteSize() / groupBytes; group++) {
      long line = (group + 1) * groupBytes - InterleavedFormat.LINE_BYTES;
      for (int r = 0; r < InterleavedFormat.BLOCK_ROWS; r++) {
        int word = data.get(Layouts.INT, line + 4L * r);
        if (!isFinite(shape.scaleType(), word)) {
          long block = group / (shape.cols() / shape.groupSize());
          add(info, "in row " + (block * InterleavedFormat.BLOCK_ROWS + r));
          return;
        }
      }
    }
    progress.advance(info.bytes());
  }

  private static boolean isFinite(FloatType type, int word) {
    return Float.isFinite(type.decode(word & 0xFFFF)) && Float.isFinite(type.decode(word >>> 16));
  }
}
