package org.llamajvm.loader;

import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalLong;

/** A model's file does not hold what its format demands. The message says where and what. */
public final class ModelFormatException extends IOException {

  private static final long serialVersionUID = 1L;

  /** What is wrong with a file, as far as its user is concerned. */
  public enum Kind {
    /** The file ends too early, or a file is missing: fetch it again. */
    TRUNCATED("Truncated"),
    /** The file contradicts itself, its neighbours or its format. */
    CORRUPT("Corrupt"),
    /** The file may be sound, but it uses something that this reader does not know. */
    UNSUPPORTED("Unsupported");

    private final String label;

    Kind(String label) {
      this.label = label;
    }
  }

  private final Kind kind;
  private final transient Path file;
  private final long offset;

  private ModelFormatException(Kind kind, Path file, long offset, String problem) {
    super(
        offset < 0
            ? "%s: %s (file=%s)".formatted(kind.label, problem, file)
            : "%s: %s (file=%s, offset=%d)".formatted(kind.label, problem, file, offset));
    this.kind = kind;
    this.file = file;
    this.offset = offset;
  }

  /** A file that ends before {@code offset} plus what should stand there. */
  public static ModelFormatException truncated(Path file, long offset, String problem) {
    return new ModelFormatException(Kind.TRUNCATED, file, offset, problem);
  }

  /** A file or a set of files of which a part is missing. */
  public static ModelFormatException truncated(Path file, String problem) {
    return new ModelFormatException(Kind.TRUNCATED, file, -1, problem);
  }

  /** A file whose bytes at {@code offset} contradict the format or each other. */
  public static ModelFormatException corrupt(Path file, long offset, String problem) {
    return new ModelFormatException(Kind.CORRUPT, file, offset, problem);
  }

  /** A file or a set of files that contradicts itself as a whole. */
  public static ModelFormatException corrupt(Path file, String problem) {
    return new ModelFormatException(Kind.CORRUPT, file, -1, problem);
  }

  /** A file that uses at {@code offset} what this reader does not know. */
  public static ModelFormatException unsupported(Path file, long offset, String problem) {
    return new ModelFormatException(Kind.UNSUPPORTED, file, offset, problem);
  }

  /** A file or a directory of a kind that this reader does not know. */
  public static ModelFormatException unsupported(Path file, String problem) {
    return new ModelFormatException(Kind.UNSUPPORTED, file, -1, problem);
  }

  /** What is wrong, in one word. */
  public Kind kind() {
    return kind;
  }

  /** The file or directory at fault; null after the exception was serialised. */
  public Path file() {
    return file;
  }

  /** Byte of the file at which the fault was seen, if it has a place. */
  public OptionalLong offset() {
    return offset < 0 ? OptionalLong.empty() : OptionalLong.of(offset);
  }
}
