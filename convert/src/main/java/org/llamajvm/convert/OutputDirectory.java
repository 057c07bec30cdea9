package org.llamajvm.convert;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.llamajvm.convert.files.Checksums;
import org.llamajvm.loader.weights.ModelFiles;
import org.llamajvm.loader.weights.ShardIndex;

/** The directory that a conversion writes: whether it may, and what was there before. */
final class OutputDirectory {

  private final Path directory;
  private final List<Path> inputs;

  OutputDirectory(Path directory, List<Path> inputs) {
    this.directory = directory;
    this.inputs = inputs;
  }

  /**
   * Makes the directory ready.
   *
   * @return the journal, or nothing if the model is there already and was to be resumed
   */
  Optional<Journal> prepare(Existing existing, String job, long bytes) throws IOException {
    create(directory);
    for (Path input : inputs) {
      if (Files.isSameFile(input.toAbsolutePath().getParent(), directory)) {
        throw new IOException("Input and output are the same directory: " + directory);
      }
    }
    List<Path> present = list();
    if (present.isEmpty()) {
      checkSpace(directory, bytes);
      return Optional.of(Journal.begin(journal(), job));
    }
    return switch (existing) {
      case REFUSE ->
          throw new IOException(
              "Directory is not empty: %s; --force overwrites the model in it, --resume goes on with a conversion that did not finish"
                  .formatted(directory));
      case RESUME -> resume(job);
      case OVERWRITE -> {
        // from here on the directory says of itself that it is no model
        Journal journal = Journal.begin(journal(), job);
        for (Path file : present) {
          if (isOfModel(file.getFileName().toString())) {
            Files.delete(file);
          }
        }
        checkSpace(directory, bytes);
        yield Optional.of(journal);
      }
    };
  }

  private Optional<Journal> resume(String job) throws IOException {
    if (Files.exists(journal())) {
      return Optional.of(Journal.resume(journal(), job));
    }
    if (Files.exists(directory.resolve(Checksums.FILE_NAME))) {
      return Optional.empty();
    }
    throw new IOException(
        "Nothing to resume in %s: no conversion into it was begun; --force overwrites the model in it"
            .formatted(directory));
  }

  /** Creates a directory if need be, and checks that it can be written. */
  static void create(Path directory) throws IOException {
    try {
      Files.createDirectories(directory);
    } catch (FileAlreadyExistsException e) {
      throw new IOException("Output is not a directory: " + directory, e);
    } catch (AccessDeniedException e) {
      throw new IOException("No permission to create the directory " + directory, e);
    } catch (FileSystemException e) {
      String reason = e.getReason() == null ? "it is not a place for one" : e.getReason();
      throw new IOException("Cannot create the directory %s: %s".formatted(directory, reason), e);
    }
    if (!Files.isWritable(directory)) {
      throw new IOException("No permission to write into the directory " + directory);
    }
  }

  private Path journal() {
    return directory.resolve(Journal.FILE_NAME);
  }

  private List<Path> list() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.sorted().toList();
    }
  }

  /** Compares what a model takes with what is free. */
  static void checkSpace(Path directory, long bytes) throws IOException {
    long free = Files.getFileStore(directory).getUsableSpace();
    if (free < bytes) {
      throw new IOException(
          "Not enough room in %s: the model takes %d bytes, %d are free"
              .formatted(directory, bytes, free));
    }
  }

  private static boolean isOfModel(String name) {
    return name.endsWith(".safetensors")
        || (name.endsWith(ModelFiles.PARTIAL_SUFFIX) && !name.equals(Journal.FILE_NAME))
        || name.equals(ShardIndex.FILE_NAME)
        || name.equals("config.json")
        || name.equals(Checksums.FILE_NAME);
  }
}
