package org.llamajvm.convert.npz;

import java.util.Arrays;
import java.util.Optional;

/** The element types that weights have in NumPy's files; all little-endian. */
enum NpyType {
  /** binary32. */
  FLOAT32(4, "<f4"),
  /** binary16. */
  FLOAT16(2, "<f2"),
  /** bfloat16: two bytes of something to NumPy, which has no order for them; MLX names one. */
  BFLOAT16(2, "|V2"),
  /** Unsigned 32-bit words: packed codes. */
  UINT32(4, "<u4");

  private final int bytes;
  private final String descr;

  NpyType(int bytes, String descr) {
    this.bytes = bytes;
    this.descr = descr;
  }

  static Optional<NpyType> of(String descr) {
    String known = descr.equals("<V2") ? BFLOAT16.descr : descr;
    return Arrays.stream(values()).filter(type -> type.descr.equals(known)).findFirst();
  }

  int bytes() {
    return bytes;
  }
}
