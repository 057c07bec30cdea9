package org.llamajvm.loader.gguf;

import static org.llamajvm.format.ModelException.Kind.CORRUPT;
import static org.llamajvm.format.ModelException.Kind.MISSING;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.llamajvm.engine.tensor.MappingFault;
import org.llamajvm.format.FileStamp;
import org.llamajvm.format.ModelFormatException;
import org.llamajvm.format.PlainFile;

/**
 * The metadata and the tensors of a GGUF file, or of all files of a split set. Every file is mapped
 * once, read-only; a tensor is a slice of its file and nothing is copied.
 *
 * <p>The model owns the mappings: after {@link #close} neither the metadata nor a segment that it
 * gave may be used. It may be read by several threads at once; it must not be closed while one of
 * them reads.
 */
public final class GgufModel implements AutoCloseable {

  private record Mapped(FileStamp stamp, MemorySegment bytes, GgufHeader header) {}

  private final Arena arena;
  private final Map<Path, Mapped> files;
  private final Map<String, GgufTensor> tensors;

  private GgufModel(Arena arena, Map<Path, Mapped> files) throws ModelFormatException {
    this.arena = arena;
    this.files = files;
    tensors = union(files.values());
  }

  /**
   * Maps the file of a model, and the others if it is one of a split set.
   *
   * @param file a single GGUF file, or any of a split set whose files lie beside each other under
   *     the names {@code PREFIX-0000i-of-0000N.gguf}
   * @throws ModelFormatException if a file is not there, is truncated, breaks a rule of the format
   *     or uses what is not supported
   * @throws ModelFormatException if the files of a set contradict each other
   * @throws IOException if reading fails
   */
  public static GgufModel open(Path file) throws IOException {
    return open(file, Optional.empty());
  }

  /**
   * Maps files as {@link #open(Path)} does, for whoever reads no texts: vocabularies whose length
   * is known are passed over and not checked.
   *
   * @param lengths what is known, and learns from this file
   * @throws ModelFormatException as {@link #open(Path)}
   * @throws IOException if reading fails
   */
  public static GgufModel open(Path file, TextLengths lengths) throws IOException {
    return open(file, Optional.of(lengths));
  }

  @SuppressWarnings("MustBeClosedChecker") // the model closes it, or the catch does
  private static GgufModel open(Path file, Optional<TextLengths> lengths) throws IOException {
    Arena arena = Arena.ofShared();
    try {
      return new GgufModel(arena, map(file, arena, lengths));
    } catch (IOException | RuntimeException e) {
      arena.close();
      throw e;
    }
  }

  private static Map<Path, Mapped> map(Path given, Arena arena, Optional<TextLengths> lengths)
      throws IOException {
    Mapped one = mapFile(given, arena, lengths);
    int size = SplitSet.size(one.header().metadata());
    if (size == 1) {
      return Map.of(given, one);
    }
    SplitName name =
        SplitName.of(given)
            .filter(split -> split.total() == size)
            .orElseThrow(() ->
                ModelFormatException.of(
                    CORRUPT,
                    "The file is one of %d of a model, so its name must be PREFIX-0000i-of-%05d.gguf"
                        .formatted(size, size),
                    given));
    Map<Path, Mapped> files = new LinkedHashMap<>();
    for (Path file : GgufFiles.set(name)) {
      files.put(file, file.equals(given) ? one : mapFile(file, arena, lengths));
    }
    SplitSet.check(
        List.copyOf(files.keySet()), files.values().stream().map(Mapped::header).toList());
    return files;
  }

  private static Mapped mapFile(Path file, Arena arena, Optional<TextLengths> lengths)
      throws IOException {
    PlainFile.checkKind(file);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      FileStamp stamp = FileStamp.of(file);
      MemorySegment bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
      return new Mapped(stamp, bytes, header(stamp, bytes, lengths));
    } catch (AccessDeniedException e) {
      throw ModelFormatException.of(MISSING, "No permission to read a file of the model", file);
    } catch (NoSuchFileException e) {
      throw ModelFormatException.of(MISSING, "There is no such file", file);
    }
  }

  private static GgufHeader header(
      FileStamp stamp, MemorySegment bytes, Optional<TextLengths> lengths) throws IOException {
    try {
      return HeaderReader.read(new GgufBytes(bytes, stamp.file()), lengths);
    } catch (InternalError e) {
      if (MappingFault.isCauseOf(e)) {
        throw FileStamp.fault(List.of(stamp), stamp.file());
      }
      throw e;
    }
  }

  private static Map<String, GgufTensor> union(Iterable<Mapped> files) throws ModelFormatException {
    Map<String, GgufTensor> tensors = new LinkedHashMap<>();
    for (Mapped file : files) {
      for (GgufTensor tensor : file.header().tensors()) {
        GgufTensor before = tensors.put(tensor.name(), tensor);
        if (before != null) {
          throw ModelFormatException.of(
              CORRUPT,
              "Tensor '%s' is in two files: %s and %s"
                  .formatted(
                      tensor.name(), before.file().getFileName(), tensor.file().getFileName()),
              tensor.file());
        }
      }
    }
    return tensors;
  }

  /** The files, in the order of their numbers. */
  public List<Path> files() {
    return List.copyOf(files.keySet());
  }

  /** The metadata of the model: that of the first file. */
  public GgufMetadata metadata() {
    return files.values().iterator().next().header().metadata();
  }

  /** The version of the format in the first file: 2 or 3. */
  public int version() {
    return files.values().iterator().next().header().version();
  }

  /** The names of all tensors, file by file in the order of their bytes. */
  public Set<String> names() {
    return Collections.unmodifiableSet(tensors.keySet());
  }

  /** Bytes of all tensors. */
  public long tensorBytes() {
    long bytes = 0;
    for (GgufTensor tensor : tensors.values()) {
      bytes += tensor.bytes();
    }
    return bytes;
  }

  /** What the file says of a tensor, if the model has it. */
  public Optional<GgufTensor> find(String name) {
    return Optional.ofNullable(tensors.get(name));
  }

  /**
   * What the file says of a tensor.
   *
   * @throws ModelFormatException if the model does not have it
   */
  public GgufTensor info(String name) throws ModelFormatException {
    GgufTensor tensor = tensors.get(name);
    if (tensor == null) {
      throw ModelFormatException.of(
          MISSING,
          "Tensor '%s' is in none of the model's %d files".formatted(name, files.size()),
          files.keySet().iterator().next());
    }
    return tensor;
  }

  /**
   * The bytes of a tensor: a read-only slice of the mapped file, valid until {@link #close}.
   *
   * @throws ModelFormatException if the model does not have it
   */
  public MemorySegment segment(String name) throws ModelFormatException {
    GgufTensor tensor = info(name);
    return files.get(tensor.file()).bytes().asSlice(tensor.offset(), tensor.bytes());
  }

  /**
   * The bytes of a file before its first tensor: metadata and descriptions of tensors. Valid until
   * {@link #close}.
   *
   * @param file one of {@link #files}
   */
  public MemorySegment header(Path file) {
    Mapped mapped = files.get(file);
    long end =
        mapped.header().tensors().stream()
            .mapToLong(GgufTensor::offset)
            .min()
            .orElse(mapped.bytes().byteSize());
    return mapped.bytes().asSlice(0, end);
  }

  /** Why a segment cannot be read any more: which of the files was changed. */
  public ModelFormatException fault() {
    List<FileStamp> stamps = files.values().stream().map(Mapped::stamp).toList();
    return FileStamp.fault(stamps, stamps.getFirst().file());
  }

  /** Unmaps every file. Closing again does nothing. */
  @Override
  public void close() {
    if (arena.scope().isAlive()) {
      arena.close();
    }
  }
}
