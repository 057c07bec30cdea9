package org.llamajvm.models;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.llamajvm.format.JsonObject;

/** The tiny models that {@code reference_models.py} writes. */
public final class Fixtures {

  private Fixtures() {}

  /** The directory of all of them. */
  public static Path directory() {
    return root().resolve("models/src/test/resources/fixtures");
  }

  /** A file that {@code gguf_models.py} writes. */
  public static Path gguf(String file) {
    return root().resolve("models/src/test/resources/gguf").resolve(file);
  }

  /** The root of the repository. */
  public static Path root() {
    return Path.of(System.getProperty("llama.root", ".."));
  }

  /** The directory of one model. */
  public static Path model(String name) {
    return directory().resolve(name);
  }

  /** The names of the models, sorted. */
  public static List<String> names() {
    try (Stream<Path> entries = Files.list(directory().resolve("expected"))) {
      return entries
          .map(file -> file.getFileName().toString().replace(".safetensors", ""))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The {@code model_type} of a model's configuration. */
  public static String modelType(String name) {
    try {
      return JsonObject.read(model(name).resolve("config.json")).text("model_type");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Copies a model and changes the text of its configuration. */
  public static Path copy(String name, Path target, UnaryOperator<String> change)
      throws IOException {
    try (Stream<Path> entries = Files.list(model(name))) {
      for (Path file : entries.toList()) {
        Files.copy(file, target.resolve(file.getFileName()));
      }
    }
    Path config = target.resolve("config.json");
    String before = Files.readString(config, UTF_8);
    String after = change.apply(before);
    if (after.equals(before)) {
      throw new IllegalArgumentException("the change finds nothing to change in " + name);
    }
    Files.writeString(config, after, UTF_8);
    return target;
  }
}
