package org.llamajvm.tokenizer.sentencepiece;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import org.llamajvm.format.ModelException.Kind;
import org.llamajvm.tokenizer.TokenizerFormatException;

/**
 * Reads one message of Protocol Buffers, field after field. A reader of a message inside another
 * shares its bytes. Its source is the encoding's specification (protobuf.dev).
 */
final class ProtobufReader {

  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int BYTES = 2;
  private static final int FIXED32 = 5;

  private final Path file;
  private final byte[] bytes;
  private final int end;
  private final boolean nested;
  private int position;
  private int wireType;

  /** Reads the message that is a whole file. */
  ProtobufReader(Path file, byte[] bytes) {
    this(file, bytes, 0, bytes.length, false);
  }

  private ProtobufReader(Path file, byte[] bytes, int position, int end, boolean nested) {
    this.file = file;
    this.bytes = bytes;
    this.position = position;
    this.end = end;
    this.nested = nested;
  }

  /** The number of the next field, whose value must be read or skipped then; 0 at the end. */
  int next() throws TokenizerFormatException {
    if (position == end) {
      return 0;
    }
    long tag = varint();
    int field = (int) (tag >>> 3);
    wireType = (int) tag & 7;
    if (field <= 0 || tag >>> 32 != 0) {
      throw failure(Kind.CORRUPT, "field number " + (tag >>> 3) + " is none that protobuf allows");
    }
    return field;
  }

  /** The value of a field that is a message. */
  ProtobufReader message() throws TokenizerFormatException {
    int length = length();
    ProtobufReader inner = new ProtobufReader(file, bytes, position, position + length, true);
    position += length;
    return inner;
  }

  /** The value of a field that is bytes. */
  byte[] bytes() throws TokenizerFormatException {
    int length = length();
    position += length;
    return Arrays.copyOfRange(bytes, position - length, position);
  }

  /** The value of a field that is a string. */
  String string() throws TokenizerFormatException {
    int length = length();
    String text = new String(bytes, position, length, StandardCharsets.UTF_8);
    byte[] back = text.indexOf('\uFFFD') < 0 ? null : text.getBytes(StandardCharsets.UTF_8);
    if (back != null && !Arrays.equals(bytes, position, position + length, back, 0, back.length)) {
      throw failure(Kind.CORRUPT, "a string of " + length + " bytes is not UTF-8");
    }
    position += length;
    return text;
  }

  /** The value of a field that is an int32 or an enum. */
  int int32() throws TokenizerFormatException {
    expect(VARINT, "a varint");
    return (int) varint();
  }

  /** The value of a field that is a bool. */
  boolean bool() throws TokenizerFormatException {
    expect(VARINT, "a varint");
    return varint() != 0;
  }

  /** The value of a field that is a float. */
  float float32() throws TokenizerFormatException {
    expect(FIXED32, "four bytes");
    need(4);
    int bits = 0;
    for (int shift = 0; shift < 32; shift += 8) {
      bits |= (bytes[position++] & 0xff) << shift;
    }
    return Float.intBitsToFloat(bits);
  }

  /** Passes over a value. */
  void skip() throws TokenizerFormatException {
    switch (wireType) {
      case VARINT -> varint();
      case FIXED64 -> {
        need(8);
        position += 8;
      }
      case BYTES -> {
        int length = length();
        position += length;
      }
      case FIXED32 -> {
        need(4);
        position += 4;
      }
      default ->
          throw failure(Kind.CORRUPT, "wire type " + wireType + " is not used by protobuf 3");
    }
  }

  private int length() throws TokenizerFormatException {
    expect(BYTES, "a length");
    long length = varint();
    if (length < 0 || length > end - position) {
      throw failure(
          nested ? Kind.CORRUPT : Kind.TRUNCATED,
          "a field says %s bytes, %d left"
              .formatted(Long.toUnsignedString(length), end - position));
    }
    return (int) length;
  }

  private void expect(int type, String name) throws TokenizerFormatException {
    if (wireType != type) {
      throw failure(
          Kind.CORRUPT, "expected " + name + " (wire type " + type + "), found " + wireType);
    }
  }

  private void need(int count) throws TokenizerFormatException {
    if (end - position < count) {
      throw failure(
          nested ? Kind.CORRUPT : Kind.TRUNCATED,
          "a number takes %d bytes, %d left".formatted(count, end - position));
    }
  }

  private long varint() throws TokenizerFormatException {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      need(1);
      byte b = bytes[position++];
      value |= (long) (b & 0x7f) << shift;
      if (b >= 0) {
        return value;
      }
    }
    throw failure(Kind.CORRUPT, "a varint is longer than 10 bytes");
  }

  /** An exception that names the file and the place where this reader stands. */
  TokenizerFormatException failure(Kind kind, String problem) {
    return new TokenizerFormatException(kind, problem, file, position);
  }
}
