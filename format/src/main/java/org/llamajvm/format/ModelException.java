package org.llamajvm.format;

import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * A file of a model cannot be used: its weights, its tokenizer, its template or its configuration.
 * The message says what is wrong, where, what was expected and what was found; what it quotes of a
 * file is made fit for a message by {@link ForeignText}.
 */
public abstract class ModelException extends IOException {

  private static final long serialVersionUID = 1L;

  /** What is wrong with a file, as far as its user is concerned. */
  public enum Kind {
    /** The file ends too early, or a file is missing: fetch it again. */
    TRUNCATED("Truncated"),
    /** The file contradicts itself, its neighbours or its format. */
    CORRUPT("Corrupt"),
    /** The file may be sound, but it uses something that this reader does not know. */
    UNSUPPORTED("Unsupported"),
    /** A file or tensor that should be there is not. */
    MISSING("Missing");

    private final String label;

    Kind(String label) {
      this.label = label;
    }

    /** The word that a message begins with. */
    public String label() {
      return label;
    }
  }

  private final Kind kind;
  private final transient Path file;
  private final long offset;

  /**
   * Puts file and offset behind the sentence.
   *
   * @param kind what is wrong
   * @param sentence the message without a place
   * @param file the file or directory at fault; null if there is none
   * @param offset byte of the file at which the fault was seen; negative if it has no place
   */
  protected ModelException(Kind kind, String sentence, Path file, long offset) {
    super(ForeignText.message(sentence) + place(file, offset));
    this.kind = kind;
    this.file = file;
    this.offset = offset;
  }

  private static String place(Path file, long offset) {
    if (file == null) {
      return "";
    }
    String name = ForeignText.message(file.toString());
    return offset < 0
        ? " (file=%s)".formatted(name)
        : " (file=%s, offset=%d)".formatted(name, offset);
  }

  /** What is wrong, in one word. */
  public Kind kind() {
    return kind;
  }

  /** The file or directory at fault; null if there is none, or after serialisation. */
  public Path file() {
    return file;
  }

  /** Byte of the file at which the fault was seen, if it has a place. */
  public OptionalLong offset() {
    return offset < 0 ? OptionalLong.empty() : OptionalLong.of(offset);
  }
}
