package org.llamajvm.loader.weights;

import static org.llamajvm.format.ModelException.Kind.MISSING;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.llamajvm.format.ModelFormatException;

/**
 * The weight files of a model's directory.
 *
 * @param directory the model's directory
 * @param weights the safetensors files that make up the model, in the order of their numbers
 * @param index what the index says, if the directory has one
 */
public record ModelFiles(Path directory, List<Path> weights, Optional<ShardIndex> index) {

  /** The whole model in one file. */
  public static final String SINGLE = "model.safetensors";

  /** How a file is called while it is being written. */
  public static final String PARTIAL_SUFFIX = ".partial";

  /** The manifest of a conversion that is under way. */
  public static final String JOURNAL = "conversion" + PARTIAL_SUFFIX;

  private static final String EXTENSION = ".safetensors";

  /** Copies the list. */
  public ModelFiles {
    weights = List.copyOf(weights);
  }

  /**
   * The name that the Hugging Face libraries give to a file of weights.
   *
   * @param number number of the file, from 1
   * @param total number of files of the model
   */
  public static String name(int number, int total) {
    return total == 1
        ? SINGLE
        : String.format(Locale.ROOT, "model-%05d-of-%05d.safetensors", number, total);
  }

  /**
   * Looks through a directory: first for an index, then for {@value #SINGLE}, then for files
   * numbered {@code …-0000i-of-0000N.safetensors}, then for a single safetensors file of any name.
   *
   * @throws ModelFormatException if the directory is not there or holds no model, if a conversion
   *     into it did not finish, if a shard is missing or doubled, or if the files do not say which
   *     of them are the model
   * @throws IOException if the directory or its index cannot be read
   */
  public static ModelFiles find(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      throw noDirectory(directory);
    }
    List<String> names = list(directory);
    checkFinished(directory, names);
    List<String> candidates = names.stream().filter(name -> name.endsWith(EXTENSION)).toList();
    if (names.contains(ShardIndex.FILE_NAME)) {
      ShardIndex index = ShardIndex.read(directory.resolve(ShardIndex.FILE_NAME));
      return new ModelFiles(directory, byIndex(directory, index, candidates), Optional.of(index));
    }
    if (candidates.isEmpty()) {
      throw noWeights(directory, names);
    }
    ShardNames shards = ShardNames.of(candidates, EXTENSION);
    if (candidates.contains(SINGLE)) {
      shards.checkNoneBeside(SINGLE, directory);
      return of(directory, List.of(SINGLE));
    }
    if (!shards.isEmpty()) {
      return of(directory, shards.complete(directory));
    }
    if (candidates.size() > 1) {
      throw ModelFormatException.of(
          ModelFormatException.Kind.CORRUPT,
          "Which files are the model? Found %s, and no %s"
              .formatted(String.join(", ", candidates), ShardIndex.FILE_NAME),
          directory);
    }
    return of(directory, candidates);
  }

  private static ModelFormatException noDirectory(Path directory) {
    if (Files.exists(directory)) {
      return ModelFormatException.of(
          MISSING, "Model is neither a directory nor a GGUF file: " + directory);
    }
    return ModelFormatException.of(
        MISSING,
        Files.isSymbolicLink(directory)
            ? "Model is a link to a directory that does not exist: " + directory
            : "Model does not exist: " + directory);
  }

  private static ModelFiles of(Path directory, List<String> names) {
    return new ModelFiles(
        directory, names.stream().map(directory::resolve).toList(), Optional.empty());
  }

  private static List<String> list(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries
          .filter(path -> !Files.isDirectory(path)) // what else is no file is refused by its name
          .map(path -> path.getFileName().toString())
          .sorted()
          .toList();
    }
  }

  private static void checkFinished(Path directory, List<String> names)
      throws ModelFormatException {
    Optional<String> partial = names.stream().filter(ModelFiles::isOfAConversion).findFirst();
    if (partial.isPresent()) {
      throw ModelFormatException.of(
          MISSING,
          "The conversion into this directory did not finish (%s is left); run it again with --resume"
              .formatted(partial.get()),
          directory);
    }
  }

  /** Other programs have files of that suffix too, such as downloads. */
  private static boolean isOfAConversion(String name) {
    return name.equals(JOURNAL) || name.endsWith(EXTENSION + PARTIAL_SUFFIX);
  }

  private static List<Path> byIndex(Path directory, ShardIndex index, List<String> candidates)
      throws ModelFormatException {
    List<String> shards = index.shards();
    for (String shard : shards) {
      if (!candidates.contains(shard)) {
        throw ModelFormatException.of(
            MISSING, "Shard %s is named by the index and missing".formatted(shard), directory);
      }
    }
    List<String> others = new ArrayList<>(candidates);
    others.removeAll(shards);
    if (others.contains(SINGLE)) {
      ShardNames.of(shards, EXTENSION).checkNoneBeside(SINGLE, directory);
    }
    ShardNames.of(others, EXTENSION).checkNoneOf(ShardNames.of(shards, EXTENSION), directory);
    return shards.stream().map(directory::resolve).toList();
  }

  private static ModelFormatException noWeights(Path directory, List<String> names)
      throws IOException {
    Optional<String> cache = HubCache.advice(directory);
    if (cache.isPresent()) {
      return ModelFormatException.of(MISSING, cache.get(), directory);
    }
    if (names.stream().anyMatch(name -> name.endsWith(".gguf"))) {
      return ModelFormatException.of(
          ModelFormatException.Kind.UNSUPPORTED,
          "A model in a GGUF file, where safetensors files are expected; get it in Hugging Face's"
              + " layout",
          directory);
    }
    boolean other = names.stream().anyMatch(name -> name.matches(".*\\.(pth|npz|bin|pt)"));
    return ModelFormatException.of(
        MISSING,
        other
            ? "No safetensors file here, but a checkpoint of another kind; llama convert reads it"
            : "No safetensors file here, so this is not a model's directory",
        directory);
  }
}
