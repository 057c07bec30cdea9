package org.llamajvm.convert.torch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.llamajvm.format.ModelException.Kind;
import org.llamajvm.format.ModelFormatException;
import org.llamajvm.loader.weights.ShardIndex;

/**
 * The files of a checkpoint that transformers wrote with {@code torch.save}.
 *
 * @param shards the files, in order
 * @param index where each tensor should lie, if the directory says so
 */
record BinFiles(List<Path> shards, Optional<ShardIndex> index) {

  private static final String SINGLE = "pytorch_model.bin";
  private static final String INDEX = "pytorch_model.bin.index.json";
  private static final Pattern SHARD =
      Pattern.compile("pytorch_model-(\\d{1,6})-of-(\\d{1,6})\\.bin");

  /** Whether the directory holds such a file. */
  static boolean any(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .map(file -> file.getFileName().toString())
          .anyMatch(name -> name.equals(SINGLE) || SHARD.matcher(name).matches());
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
    SortedMap<Integer, Path> numbered = numbered(directory);
    if (numbered.isEmpty()) {
      return new BinFiles(List.of(directory.resolve(SINGLE)), Optional.empty());
    }
    if (Files.exists(directory.resolve(SINGLE))) {
      throw ModelFormatException.of(
          Kind.CORRUPT,
          "Two models in one directory: %s and shard %s"
              .formatted(SINGLE, numbered.get(numbered.firstKey()).getFileName()),
          directory);
    }
    return new BinFiles(List.copyOf(numbered.values()), Optional.empty());
  }

  /** The shards by number: of one total, every number from 1 to it once. */
  private static SortedMap<Integer, Path> numbered(Path directory) throws IOException {
    SortedMap<Integer, Path> shards = new TreeMap<>();
    List<Path> files;
    try (Stream<Path> listed = Files.list(directory)) {
      files = listed.sorted().toList();
    }
    int total = 0;
    for (Path file : files) {
      Matcher name = SHARD.matcher(file.getFileName().toString());
      if (name.matches()) {
        int announced = Integer.parseInt(name.group(2));
        Path twin = shards.put(Integer.parseInt(name.group(1)), file);
        if (twin != null || (total != 0 && announced != total)) {
          throw ModelFormatException.corrupt(file, "shard does not belong to the other ones");
        }
        total = announced;
      }
    }
    for (int number = 1; number <= total; number++) {
      if (!shards.containsKey(number)) {
        String name = "pytorch_model-%05d-of-%05d.bin".formatted(number, total);
        throw missing(directory, "Shard %s is missing".formatted(name));
      }
    }
    if (shards.size() != total) {
      throw ModelFormatException.corrupt(
          shards.get(shards.lastKey()), "shard's number is not from 1 to " + total);
    }
    return shards;
  }

  private static ModelFormatException missing(Path directory, String sentence) {
    return ModelFormatException.of(Kind.MISSING, sentence, directory);
  }
}
