package org.llamajvm.loader.weights;

import static org.llamajvm.format.ModelException.Kind.CORRUPT;
import static org.llamajvm.format.ModelException.Kind.MISSING;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.llamajvm.format.FileStamp;
import org.llamajvm.format.ModelFormatException;
import org.llamajvm.format.PlainFile;
import org.llamajvm.loader.safetensors.SafetensorsHeader;
import org.llamajvm.loader.safetensors.TensorInfo;

/**
 * The tensors of a model's directory. Every file is mapped once, read-only; a tensor is a slice of
 * its file and nothing is copied.
 *
 * <p>The store owns the mappings: after {@link #close} no segment that it gave may be used. It may
 * be read by several threads at once; it must not be closed while one of them reads.
 */
public final class TensorStore implements AutoCloseable {

  private record Mapped(FileStamp stamp, SafetensorsHeader header, MemorySegment bytes) {}

  private final ModelFiles modelFiles;
  private final Arena arena;
  private final Map<Path, Mapped> files;
  private final Map<String, TensorInfo> tensors;

  private TensorStore(
      ModelFiles modelFiles,
      Arena arena,
      Map<Path, Mapped> files,
      Map<String, TensorInfo> tensors) {
    this.modelFiles = modelFiles;
    this.arena = arena;
    this.files = files;
    this.tensors = tensors;
  }

  /**
   * Maps the weight files of a directory.
   *
   * @param directory in the Hugging Face layout, see {@link ModelFiles#find}
   * @throws ModelFormatException if the directory is not a complete model, if a file is truncated
   *     or breaks a rule of its format, if two files hold the same tensor, or if the index and the
   *     files disagree
   * @throws IOException if reading fails
   */
  public static TensorStore open(Path directory) throws IOException {
    return open(ModelFiles.find(directory));
  }

  /**
   * Maps weight files that were found before.
   *
   * @throws ModelFormatException as {@link #open(Path)}
   * @throws IOException if reading fails
   */
  @SuppressWarnings("MustBeClosedChecker") // the store closes it, or the catch does
  public static TensorStore open(ModelFiles modelFiles) throws IOException {
    Arena arena = Arena.ofShared();
    try {
      Map<Path, Mapped> files = new LinkedHashMap<>();
      for (Path file : modelFiles.weights()) {
        files.put(file, map(file, arena));
      }
      Map<String, TensorInfo> tensors = union(files.values());
      if (modelFiles.index().isPresent()) {
        checkIndex(modelFiles.index().get(), tensors);
      }
      return new TensorStore(modelFiles, arena, files, tensors);
    } catch (IOException | RuntimeException e) {
      arena.close();
      throw e;
    }
  }

  private static Mapped map(Path file, Arena arena) throws IOException {
    try {
      PlainFile.check(file);
      return mapChecked(file, arena);
    } catch (AccessDeniedException e) {
      throw ModelFormatException.of(MISSING, "No permission to read a file of the model", file);
    }
  }

  private static Mapped mapChecked(Path file, Arena arena) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      FileStamp stamp = FileStamp.of(file);
      SafetensorsHeader header = SafetensorsHeader.read(channel, file);
      MemorySegment bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
      return new Mapped(stamp, header, bytes);
    }
  }

  private static Map<String, TensorInfo> union(Iterable<Mapped> files) throws ModelFormatException {
    Map<String, TensorInfo> tensors = new LinkedHashMap<>();
    for (Mapped file : files) {
      for (TensorInfo tensor : file.header().tensors()) {
        TensorInfo before = tensors.put(tensor.name(), tensor);
        if (before != null) {
          throw ModelFormatException.of(
              CORRUPT,
              "Tensor '%s' is in two shards: %s and %s"
                  .formatted(
                      tensor.name(), before.file().getFileName(), tensor.file().getFileName()),
              tensor.file());
        }
      }
    }
    return tensors;
  }

  private static void checkIndex(ShardIndex index, Map<String, TensorInfo> tensors)
      throws ModelFormatException {
    for (Map.Entry<String, String> entry : index.fileOf().entrySet()) {
      TensorInfo tensor = tensors.get(entry.getKey());
      String actual = tensor == null ? "no shard" : tensor.file().getFileName().toString();
      if (!actual.equals(entry.getValue())) {
        throw stale(index, entry.getKey(), entry.getValue(), actual);
      }
    }
    for (TensorInfo tensor : tensors.values()) {
      if (!index.fileOf().containsKey(tensor.name())) {
        throw stale(index, tensor.name(), "no shard", tensor.file().getFileName().toString());
      }
    }
  }

  private static ModelFormatException stale(
      ShardIndex index, String tensor, String expected, String actual) {
    return ModelFormatException.of(
        CORRUPT,
        "The index is stale: it has tensor '%s' in %s, and it is in %s; index and shards must come from the same download"
            .formatted(tensor, expected, actual),
        index.file());
  }

  /** The files that the store was opened from. */
  public ModelFiles modelFiles() {
    return modelFiles;
  }

  /** The weight files, in the order of their numbers. */
  public List<Path> files() {
    return List.copyOf(files.keySet());
  }

  /** The free text in the header of one of {@link #files}. */
  public Map<String, String> metadata(Path file) {
    Mapped mapped = files.get(file);
    if (mapped == null) {
      throw new IllegalArgumentException("not a file of this model: " + file);
    }
    return mapped.header().metadata();
  }

  /** The names of all tensors, file by file in the order of their bytes. */
  public Set<String> names() {
    return Collections.unmodifiableSet(tensors.keySet());
  }

  /** What the header says of a tensor, if the model has it. */
  public Optional<TensorInfo> find(String name) {
    return Optional.ofNullable(tensors.get(name));
  }

  /**
   * What the header says of a tensor.
   *
   * @throws ModelFormatException if the model does not have it
   */
  public TensorInfo info(String name) throws ModelFormatException {
    Optional<TensorInfo> found = find(name);
    if (found.isEmpty()) {
      ForeignQuantization.check(name, tensors.keySet(), modelFiles.directory());
      throw ModelFormatException.of(
          MISSING,
          files.size() == 1
              ? "Tensor '%s' is not in the model's file".formatted(name)
              : "Tensor '%s' is in none of the model's %d files".formatted(name, files.size()),
          modelFiles.directory());
    }
    return found.get();
  }

  /**
   * The bytes of a tensor: a read-only slice of the mapped file, valid until {@link #close}.
   *
   * @throws ModelFormatException if the model does not have it
   */
  public MemorySegment segment(String name) throws ModelFormatException {
    TensorInfo info = info(name);
    return files.get(info.file()).bytes().asSlice(info.offset(), info.bytes());
  }

  /**
   * So many bytes of the file that a tensor is in, from the tensor on if there are as many: what
   * stands for a matrix of which nothing counts but its size.
   */
  public MemorySegment room(TensorInfo info, long bytes) {
    MemorySegment file = files.get(info.file()).bytes();
    return bytes > file.byteSize()
        ? Arena.ofAuto().allocate(bytes)
        : file.asSlice(Math.min(info.offset(), file.byteSize() - bytes), bytes);
  }

  /** Why a segment cannot be read any more: which of the files was changed. */
  public ModelFormatException fault() {
    return FileStamp.fault(
        files.values().stream().map(Mapped::stamp).toList(), modelFiles.directory());
  }

  /** Unmaps every file. Closing again does nothing. */
  @Override
  public void close() {
    if (arena.scope().isAlive()) {
      arena.close();
    }
  }
}
