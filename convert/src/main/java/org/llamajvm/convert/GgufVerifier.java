package org.llamajvm.convert;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.llamajvm.convert.files.Progress;
import org.llamajvm.engine.tensor.BlockType;
import org.llamajvm.format.ModelFormatException;
import org.llamajvm.loader.gguf.GgufModel;
import org.llamajvm.loader.gguf.GgufTensor;

/**
 * Checks a GGUF file, or all files of a split set: every rule of the headers and of the set, and
 * that no weight is NaN or infinite. The format has no sums.
 */
final class GgufVerifier {

  private final List<String> problems = new ArrayList<>();
  private final Progress progress;

  private GgufVerifier(Progress progress) {
    this.progress = progress;
  }

  /**
   * Checks a file and the others of its set.
   *
   * @param progress is told of the bytes that are read
   * @throws IOException if a file cannot be read at all
   */
  static VerifyReport verify(Path file, Progress progress) throws IOException {
    return new GgufVerifier(progress).run(file);
  }

  private VerifyReport run(Path file) throws IOException {
    try (GgufModel model = GgufModel.open(file)) {
      long bytes = 0;
      for (Path one : model.files()) {
        bytes += Files.size(one);
      }
      checkValues(model);
      return report(model.files().size(), model.names().size(), bytes);
    } catch (ModelFormatException e) {
      problems.add(e.getMessage());
      return report(0, 0, 0);
    }
  }

  private VerifyReport report(int files, int tensors, long bytes) {
    return new VerifyReport(
        problems,
        List.of("GGUF files have no sums, so only their structure and numbers were checked"),
        files,
        tensors,
        bytes);
  }

  private void checkValues(GgufModel model) throws ModelFormatException {
    long bytes = 0;
    for (String name : model.names()) {
      bytes += model.info(name).bytes();
    }
    progress.begin("Checking weights", bytes);
    FiniteCheck floats = new FiniteCheck(progress);
    BlockCheck blocks = new BlockCheck(progress);
    for (String name : model.names()) {
      GgufTensor tensor = model.info(name);
      Optional<BlockType> type = tensor.type().blockType();
      OptionalLong bad =
          type.isPresent()
              ? blocks.first(type.get(), model.segment(name))
              : floats.first(tensor.floatType(), model.segment(name));
      if (bad.isPresent()) {
        problems.add(
            "Tensor '%s' holds NaN or infinity at element %d (file=%s)"
                .formatted(name, bad.getAsLong() * tensor.type().blockElements(), tensor.file()));
      }
    }
  }
}
