package org.llamajvm.loader.gguf;

import org.llamajvm.format.ModelFormatException;

/**
 * A place in a file from which it is read, never beyond its end. Not safe for use by several
 * threads at once.
 */
final class Cursor {

  private static final char REPLACEMENT = '\uFFFD';

  private final GgufBytes in;
  private final Window window;
  private final StringRun run;
  private long position;

  Cursor(GgufBytes in, long position) {
    this.in = in;
    window = new Window(in.bytes());
    run = new StringRun(in.bytes());
    this.position = position;
  }

  long position() {
    return position;
  }

  /** A number that is {@code part} of something. */
  int int32(String part, Object whole) throws ModelFormatException {
    long at = take(4, part, whole);
    return window.int32(at);
  }

  /** A number that is {@code part} of something. */
  long int64(String part, Object whole) throws ModelFormatException {
    long at = take(8, part, whole);
    return window.int64(at);
  }

  /** A string that names something: not empty, without NUL, of {@code most} bytes at most. */
  String name(Object what, int most) throws ModelFormatException {
    long at = position;
    skipStrings(1, what, most);
    String name = window.utf8(at + 8, (int) (position - at - 8));
    if (name.indexOf(REPLACEMENT) >= 0) {
      name = in.string(at, what.toString()); // which says so if the bytes are no UTF-8
    }
    if (name.isEmpty()) {
      throw in.corrupt(at, what + " has an empty name");
    }
    if (name.indexOf(0) >= 0) {
      throw in.corrupt(at, what + " has a NUL in its name");
    }
    return name;
  }

  void skip(long bytes, Object what) throws ModelFormatException {
    take(bytes, "value", what);
  }

  /** Passes over strings, each of which is a length in eight bytes and as many bytes. */
  void skipStrings(long count, Object what, long most) throws ModelFormatException {
    long size = in.size();
    long at = position;
    long passed = 0;
    while (passed < count) {
      long left = size - at - 8;
      if (left < 0) {
        throw in.truncated(
            at, "length of a string of %s takes 8 bytes, %d left".formatted(what, left + 8));
      }
      // The stretch that the run has copied ends in front of all but the first.
      long length = passed == 0 ? window.int64(at) : in.int64(at);
      if (length < 0 || length > left || length > most) {
        throw badLength(at, what, length, left, most);
      }
      at += 8 + length;
      passed++;
      if (at < size && passed < count) {
        passed += run.pass(at, count - passed);
        at = run.end();
      }
    }
    position = at;
  }

  private ModelFormatException badLength(long at, Object what, long length, long left, long most) {
    String says = "a string of %s says %s bytes".formatted(what, Long.toUnsignedString(length));
    return length >= 0 && length <= most
        ? in.truncated(at, "%s, %d left".formatted(says, left))
        : in.corrupt(at, "%s, at most %d are allowed".formatted(says, most));
  }

  /**
   * Checks a number of things that are to follow.
   *
   * @param at where the number stands
   * @param fewest bytes that each takes at least
   * @param most things that are allowed
   */
  void checkCount(long at, String things, long count, int fewest, long most)
      throws ModelFormatException {
    if (count < 0 || count > most) {
      throw in.corrupt(
          at,
          "it says %s %s, at most %d are allowed"
              .formatted(Long.toUnsignedString(count), things, most));
    }
    long left = in.size() - position;
    if (count > left / fewest) {
      throw in.truncated(
          at,
          "it says %d %s, which take %d bytes at least, %d left"
              .formatted(count, things, count * fewest, left));
    }
  }

  private long take(long bytes, String part, Object whole) throws ModelFormatException {
    long left = in.size() - position;
    if (bytes > left) {
      throw in.truncated(
          position, "%s of %s takes %d bytes, %d left".formatted(part, whole, bytes, left));
    }
    long at = position;
    position += bytes;
    return at;
  }
}
