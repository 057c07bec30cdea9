package org.llamajvm.loader.gguf;

import java.util.List;
import java.util.Locale;

/** The types of metadata, in the order of their numbers in a file. */
enum ValueType {
  U8(0, 1),
  I8(1, 1),
  U16(2, 2),
  I16(3, 2),
  U32(4, 4),
  I32(5, 4),
  F32(6, 4),
  BOOL(7, 1),
  /** A length in eight bytes, then that many bytes of UTF-8. */
  STRING(8, 8),
  /** A type in four bytes, a count in eight, then that many elements. */
  ARRAY(9, 12),
  U64(10, 8),
  I64(11, 8),
  F64(12, 8);

  private static final List<ValueType> BY_NUMBER = List.of(values());

  private final int number;
  private final int bytes;

  ValueType(int number, int bytes) {
    this.number = number;
    this.bytes = bytes;
  }

  /** The type with this number, or null. */
  static ValueType of(int number) {
    return number >= 0 && number < BY_NUMBER.size() ? BY_NUMBER.get(number) : null;
  }

  /** Its number in a file. */
  int number() {
    return number;
  }

  /** Bytes of a value; of a string or an array the fewest that one takes. */
  int bytes() {
    return bytes;
  }

  boolean isInteger() {
    return switch (this) {
      case U8, I8, U16, I16, U32, I32, U64, I64 -> true;
      case F32, F64, BOOL, STRING, ARRAY -> false;
    };
  }

  boolean isFloat() {
    return this == F32 || this == F64;
  }

  /** For messages: {@code u8}, {@code string}. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
