package org.llamajvm.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.llamajvm.engine.backend.KernelChoice;
import org.llamajvm.models.LanguageModel;
import org.llamajvm.models.ModelOptions;

/** The model that comes with the program, for targets that need a whole one. */
final class Wren {

  private Wren() {}

  /**
   * Opens it with scalar kernels, which need no warm-up; the property llama.root or the working
   * directory is the repository.
   */
  static LanguageModel open() {
    try {
      return LanguageModel.open(
          root().resolve("models/wren-3m-4bit"),
          ModelOptions.defaults().withKernels(KernelChoice.SCALAR));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The root of the repository. */
  static Path root() {
    String property = System.getProperty("llama.root");
    Path root = property == null ? Path.of("") : Path.of(property);
    if (!Files.isDirectory(root.resolve("models"))) {
      throw new IllegalStateException("Run from the root of the repository");
    }
    return root;
  }
}
