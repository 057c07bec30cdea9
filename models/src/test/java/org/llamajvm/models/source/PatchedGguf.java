package org.llamajvm.models.source;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A GGUF file with some bytes changed. */
final class PatchedGguf {

  private final byte[] bytes;

  PatchedGguf(Path original) throws IOException {
    bytes = Files.readAllBytes(original);
  }

  /** Gives a key, or a tensor, another name of the same length. */
  PatchedGguf rename(String before, String after) {
    byte[] name = after.getBytes(StandardCharsets.UTF_8);
    System.arraycopy(name, 0, bytes, find(before), name.length);
    return this;
  }

  /** Sets the value of a key that holds a number of 32 bits. */
  PatchedGguf set(String key, int bits) {
    int at = find(key) + key.length() + Integer.BYTES;
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(at, bits);
    return this;
  }

  /** Changes the text of a key to one of the same length. */
  PatchedGguf set(String key, String text) {
    int at = find(key) + key.length() + Integer.BYTES + Long.BYTES;
    byte[] value = text.getBytes(StandardCharsets.UTF_8);
    System.arraycopy(value, 0, bytes, at, value.length);
    return this;
  }

  byte[] bytes() {
    return bytes;
  }

  Path write(Path file) throws IOException {
    return Files.write(file, bytes);
  }

  /** The place of a name that stands behind its length. */
  private int find(String name) {
    byte[] text = name.getBytes(StandardCharsets.UTF_8);
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (int at = Long.BYTES; at + text.length <= bytes.length; at++) {
      if (buffer.getLong(at - Long.BYTES) == text.length
          && new String(bytes, at, text.length, StandardCharsets.UTF_8).equals(name)) {
        return at;
      }
    }
    throw new IllegalArgumentException("the file has no " + name);
  }
}
