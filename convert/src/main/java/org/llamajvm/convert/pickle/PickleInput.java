package org.llamajvm.convert.pickle;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.llamajvm.convert.files.LittleEndian;
import org.llamajvm.format.ModelFormatException;

/** The bytes of a pickle, read from the first to the last, never past the end. */
final class PickleInput {

  private static final int LONGEST_STRING = 1 << 16;
  private static final int LONGEST_INTEGER = 8;

  private final Path file;
  private final long start;
  private final MemorySegment bytes;
  private long at;

  /**
   * Begins at the first byte.
   *
   * @param start offset of the pickle in the file, for messages
   */
  PickleInput(Path file, long start, MemorySegment bytes) {
    this.file = file;
    this.start = start;
    this.bytes = bytes;
  }

  int u8() throws ModelFormatException {
    return LittleEndian.u8(bytes, advance(1));
  }

  int u16() throws ModelFormatException {
    return LittleEndian.u16(bytes, advance(2));
  }

  int i32() throws ModelFormatException {
    return LittleEndian.i32(bytes, advance(4));
  }

  long u32() throws ModelFormatException {
    return LittleEndian.u32(bytes, advance(4));
  }

  long i64() throws ModelFormatException {
    return LittleEndian.i64(bytes, advance(8));
  }

  /** A binary64 number; of all numbers in a pickle only this one is big-endian. */
  double bigEndianDouble() throws ModelFormatException {
    return Double.longBitsToDouble(Long.reverseBytes(i64()));
  }

  /** A two's complement integer of {@code length} bytes. */
  long integer(long length) throws ModelFormatException {
    if (length < 0 || length > LONGEST_INTEGER) {
      throw refuse("integer of %d bytes, at most %d".formatted(length, LONGEST_INTEGER));
    }
    long from = advance(length);
    long value = 0;
    for (int i = 0; i < length; i++) {
      value |= (long) LittleEndian.u8(bytes, from + i) << (8 * i);
    }
    int unused = 64 - 8 * (int) length;
    return length == 0 ? 0 : value << unused >> unused;
  }

  /** A UTF-8 string of {@code length} bytes. */
  String text(long length) throws ModelFormatException {
    if (length < 0 || length > LONGEST_STRING) {
      throw refuse("string of %d bytes, at most %d".formatted(length, LONGEST_STRING));
    }
    return decode(advance(length), length);
  }

  /** The text before the next line feed. */
  String line() throws ModelFormatException {
    long from = at;
    while (u8() != '\n') {
      if (at - from > LONGEST_STRING) {
        throw refuse("line of more than %d bytes".formatted(LONGEST_STRING));
      }
    }
    return decode(from, at - 1 - from);
  }

  /** Passes over {@code length} bytes. */
  private long advance(long length) throws ModelFormatException {
    if (length > bytes.byteSize() - at) {
      throw ModelFormatException.truncated(
          file,
          start + at,
          "pickle needs %d more bytes, %d left".formatted(length, bytes.byteSize() - at));
    }
    at += length;
    return at - length;
  }

  private String decode(long from, long length) throws ModelFormatException {
    byte[] raw = bytes.asSlice(from, length).toArray(ValueLayout.JAVA_BYTE);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(raw)).toString();
    } catch (CharacterCodingException e) {
      throw corrupt("string is not UTF-8");
    }
  }

  /** The pickle contradicts itself. */
  ModelFormatException corrupt(String problem) {
    return ModelFormatException.corrupt(file, start + at, "pickle: " + problem);
  }

  /** The pickle has something that a state dict does not need. */
  ModelFormatException refuse(String problem) {
    return ModelFormatException.unsupported(file, start + at, "pickle refused: " + problem);
  }
}
