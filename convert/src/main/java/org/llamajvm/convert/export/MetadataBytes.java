package org.llamajvm.convert.export;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Keys and values as GGUF files have them. For one thread. */
final class MetadataBytes {

  private static final int U16 = 2;
  private static final int U32 = 4;
  private static final int I32 = 5;
  private static final int F32 = 6;
  private static final int BOOL = 7;
  private static final int STRING = 8;
  private static final int ARRAY = 9;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private int count;

  /** A whole number that is not negative. */
  MetadataBytes integer(String key, long value) {
    key(key, U32).int32(Math.toIntExact(value));
    return this;
  }

  /** A whole number of 16 bits. */
  MetadataBytes small(String key, int value) {
    key(key, U16).bytes.write(value);
    bytes.write(value >>> 8);
    return this;
  }

  /** A whole number with a sign. */
  MetadataBytes signed(String key, int value) {
    key(key, I32).int32(value);
    return this;
  }

  MetadataBytes decimal(String key, double value) {
    key(key, F32).int32(Float.floatToIntBits((float) value));
    return this;
  }

  MetadataBytes flag(String key, boolean value) {
    key(key, BOOL).bytes.write(value ? 1 : 0);
    return this;
  }

  MetadataBytes text(String key, String value) {
    key(key, STRING).string(value);
    return this;
  }

  MetadataBytes texts(String key, List<String> values) {
    array(key, STRING, values.size());
    values.forEach(this::string);
    return this;
  }

  MetadataBytes integers(String key, int[] values) {
    array(key, I32, values.length);
    for (int value : values) {
      int32(value);
    }
    return this;
  }

  MetadataBytes decimals(String key, float[] values) {
    array(key, F32, values.length);
    for (float value : values) {
      int32(Float.floatToIntBits(value));
    }
    return this;
  }

  private void array(String key, int type, int length) {
    key(key, ARRAY).int32(type);
    int64(length);
  }

  private MetadataBytes key(String key, int type) {
    count++;
    string(key);
    int32(type);
    return this;
  }

  private void string(String value) {
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    int64(utf8.length);
    bytes.writeBytes(utf8);
  }

  private void int32(int value) {
    bytes.writeBytes(buffer(4).putInt(value).array());
  }

  private void int64(long value) {
    bytes.writeBytes(buffer(8).putLong(value).array());
  }

  private static ByteBuffer buffer(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** How many keys there are. */
  int count() {
    return count;
  }

  byte[] toBytes() {
    return bytes.toByteArray();
  }
}
