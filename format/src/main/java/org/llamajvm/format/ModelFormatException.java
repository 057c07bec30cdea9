package org.llamajvm.format;

import java.nio.file.Path;

/** A file of weights or a configuration does not hold what its format demands. */
public final class ModelFormatException extends ModelException {

  private static final long serialVersionUID = 1L;

  private ModelFormatException(Kind kind, Path file, long offset, String problem) {
    this(kind, kind.label() + ": " + problem, file, offset);
  }

  private ModelFormatException(Kind kind, Path file, long offset, String format, String problem) {
    this(kind, "%s %s: %s".formatted(kind.label(), format, problem), file, offset);
  }

  private ModelFormatException(Kind kind, String sentence, Path file, long offset) {
    super(kind, sentence, file, offset);
  }

  /** A problem whose sentence is whole, without the word for its kind in front. */
  public static ModelFormatException of(Kind kind, String sentence, Path file) {
    return new ModelFormatException(kind, sentence, file, -1);
  }

  /** A problem that lies in no file in particular. */
  public static ModelFormatException of(Kind kind, String sentence) {
    return new ModelFormatException(kind, sentence, null, -1);
  }

  /** {@code Truncated FORMAT: PROBLEM}: the file ends before what it announces. */
  public static ModelFormatException truncated(
      Path file, long offset, String format, String problem) {
    return new ModelFormatException(Kind.TRUNCATED, file, offset, format, problem);
  }

  /** {@code Corrupt FORMAT: PROBLEM}: the file contradicts its format or itself. */
  public static ModelFormatException corrupt(
      Path file, long offset, String format, String problem) {
    return new ModelFormatException(Kind.CORRUPT, file, offset, format, problem);
  }

  /** {@code Unsupported FORMAT: PROBLEM}: the file uses what this reader does not know. */
  public static ModelFormatException unsupported(
      Path file, long offset, String format, String problem) {
    return new ModelFormatException(Kind.UNSUPPORTED, file, offset, format, problem);
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
}
