package org.llamajvm.loader.gguf;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Little-endian values one after the other, as GGUF has them. */
final class RawBytes {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  static RawBytes of() {
    return new RawBytes();
  }

  RawBytes raw(byte... bytes) {
    out.writeBytes(bytes);
    return this;
  }

  RawBytes int8(int... values) {
    for (int value : values) {
      out.write(value);
    }
    return this;
  }

  RawBytes int32(int... values) {
    for (int value : values) {
      raw(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array());
    }
    return this;
  }

  RawBytes int64(long... values) {
    for (long value : values) {
      raw(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array());
    }
    return this;
  }

  RawBytes float32(float... values) {
    for (float value : values) {
      int32(Float.floatToRawIntBits(value));
    }
    return this;
  }

  RawBytes text(String... values) {
    for (String value : values) {
      byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
      int64(utf8.length).raw(utf8);
    }
    return this;
  }

  int size() {
    return out.size();
  }

  byte[] bytes() {
    return out.toByteArray();
  }
}
