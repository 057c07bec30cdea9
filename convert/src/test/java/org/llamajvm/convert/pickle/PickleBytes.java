package org.llamajvm.convert.pickle;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes pickles opcode by opcode, for those that Python's pickler would never write. */
public final class PickleBytes {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /** Begins a pickle of protocol 2. */
  public PickleBytes() {
    raw(0x80, 2);
  }

  /** Any bytes. */
  public PickleBytes raw(int... bytes) {
    for (int b : bytes) {
      out.write(b);
    }
    return this;
  }

  /** One-character opcodes and the text of GLOBAL, as they are. */
  public PickleBytes text(String text) {
    out.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
    return this;
  }

  /** BINUNICODE. */
  public PickleBytes string(String value) {
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    text("X").i32(utf8.length);
    out.writeBytes(utf8);
    return this;
  }

  /** BININT. */
  public PickleBytes integer(int value) {
    return text("J").i32(value);
  }

  /** Four bytes, little-endian. */
  public PickleBytes i32(int value) {
    return raw(value, value >> 8, value >> 16, value >> 24);
  }

  /** A tensor of float32 as torch writes it; the storage has {@code count} elements. */
  public PickleBytes tensor(String key, int count, int offset, int[] shape, int[] strides) {
    text("ctorch._utils\n_rebuild_tensor_v2\n((").string("storage");
    text("ctorch\nFloatStorage\n").string(key).string("cpu").integer(count).text("tQ");
    integer(offset).tuple(shape).tuple(strides);
    return raw(0x89).text("ccollections\nOrderedDict\n)RtR");
  }

  private PickleBytes tuple(int... values) {
    text("(");
    for (int value : values) {
      integer(value);
    }
    return text("t");
  }

  /** The pickle, ended by STOP. */
  public byte[] done() {
    text(".");
    return out.toByteArray();
  }
}
