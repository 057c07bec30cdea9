package org.llamajvm.convert;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** Where the checkpoints lie that {@code src/test/python/make_checkpoints.py} makes. */
public final class TestCheckpoints {

  private static final Path ROOT = Path.of(System.getProperty("llama.root"));

  private TestCheckpoints() {}

  /** A form of the tiny model, committed. */
  public static Path tiny(String form) {
    return ROOT.resolve("convert/src/test/resources/checkpoints").resolve(form);
  }

  /** A tiny model of a family in Hugging Face's layout, committed with the module models. */
  public static Path fixture(String name) {
    return ROOT.resolve("models/src/test/resources/fixtures").resolve(name);
  }

  /** The same model as the package gguf has written it. */
  public static Path ggufFixture(String name) {
    return ROOT.resolve("models/src/test/resources/gguf").resolve(name + ".gguf");
  }

  /** The model that comes with the project, in BF16. */
  public static Path wren() {
    return ROOT.resolve("models/wren-3m");
  }

  /** A form of stories260K that the script has made, perhaps absent. */
  public static Path stories(String form) {
    return ROOT.resolve("convert/target/stories260K").resolve(form);
  }

  /** A shared model beside the repository or above it, perhaps absent. */
  public static Path shared(String model) {
    for (Path up = ROOT.toAbsolutePath(); up != null; up = up.getParent()) {
      Path found = up.resolve("shared/models").resolve(model);
      if (Files.isDirectory(found)) {
        return found;
      }
    }
    return ROOT.resolve("../shared/models").resolve(model);
  }

  /** A shared model beside the repository or above it; skips the test without it. */
  public static Path needShared(String model) {
    Path found = shared(model);
    Assumptions.assumeTrue(
        Files.isDirectory(found),
        "skipped: needs ../shared/models/" + model + " beside the repository");
    return found;
  }

  /** Copies the files of a directory into another one, to be damaged there. */
  public static Path copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.list(from)) {
      files.forEach(file -> {
        try {
          Files.copy(file, to.resolve(file.getFileName().toString()));
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      });
    }
    return to;
  }
}
