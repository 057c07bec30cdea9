package org.llamajvm.format;

import java.nio.file.Path;

/** What one family of JSON files allows, and how its problems are told. Stateless. */
public interface JsonDialect {

  /** Why a file is no JSON object. */
  enum Fault {
    /** It has no byte. */
    EMPTY,
    /** It is larger than {@link JsonDialect#mostBytes()}. */
    TOO_LARGE,
    /** It ends inside the object. */
    CUT,
    /** It breaks JSON's grammar, or names a key twice where this is not allowed. */
    MALFORMED,
    /** It goes on after its value. */
    TRAILING,
    /** It holds another value, or none. */
    NO_OBJECT
  }

  /** Bytes that a file may have. */
  default long mostBytes() {
    return Integer.MAX_VALUE;
  }

  /** Whether a key that is there twice, and text after the object, are refused. */
  default boolean isStrict() {
    return true;
  }

  /**
   * A file is no JSON object.
   *
   * @param fault what it is
   * @param offset byte at which this was seen; negative if there is none
   * @param detail what the parser says, the size, or the value that was found; see the fault
   */
  ModelException unreadable(Path file, Fault fault, long offset, String detail);

  /**
   * What a whole number must be, for the message.
   *
   * @param value what was found; null if there is nothing
   */
  default String wholeNumber(Object value, int min, int max) {
    return "a whole number from %d to %d".formatted(min, max);
  }

  /** An entry is absent or not what it must be. */
  ModelException wrong(JsonObject object, String key, String expected);

  /** An entry may be right, but it is nothing that runs here. */
  default ModelException unsupported(JsonObject object, String key, String supported) {
    return wrong(object, key, supported);
  }
}
