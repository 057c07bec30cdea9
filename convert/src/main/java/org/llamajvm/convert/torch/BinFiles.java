package org.llamajvm.convert.torch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.llamajvm.format.ModelException.Kind;
import org.llamajvm.format.ModelFormatException;
import org.llamajvm.loader.weights.ShardIndex;
import org.llamajvm.loader.weights.ShardNames;

/**
 * The files of a checkpoint that transformers wrote with {@code torch.save}.
 *
 * @param shards the files, in order
 * @param index where each tensor should lie, if the directory says so
 */
record BinFiles(List<Path> shards, Optional<ShardIndex> index) {

  private static final String SINGLE = "pytorch_model.bin";
  private static final String INDEX = "pytorch_model.bin.index.json";
  private static final String PREFIX = "pytorch_model-";
  private static final String ENDING = ".bin";

  /** Whether the directory holds such a file. */
  static boolean any(Path directory) throws IOException {
    return Files.exists(directory.resolve(SINGLE))
        || !ShardNames.of(names(directory), ENDING).isEmpty();
  }

  private static List<String> names(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.startsWith(PREFIX))
          .sorted()
          .toList();
    }
  }

  static BinFiles find(Path directory) throws IOException {
    Path index = directory.resolve(INDEX);
    if (Files.exists(index)) {
      ShardIndex read = ShardIndex.read(index);
      for (String name : read.shards()) {
        if (!Files.exists(directory.resolve(name))) {
          throw missing(directory, "Shard %s is named by the index and missing".formatted(name));
        }
      }
      return new BinFiles(
          read.shards().stream().map(directory::resolve).toList(), Optional.of(read));
    }
    ShardNames shards = ShardNames.of(names(directory), ENDING);
    if (Files.exists(directory.resolve(SINGLE))) {
      shards.checkNoneBeside(SINGLE, directory);
    }
    List<String> names = shards.isEmpty() ? List.of(SINGLE) : shards.complete(directory);
    return new BinFiles(names.stream().map(directory::resolve).toList(), Optional.empty());
  }

  private static ModelFormatException missing(Path directory, String sentence) {
    return ModelFormatException.of(Kind.MISSING, sentence, directory);
  }
}
