package org.llamajvm.convert.pickle;

/** What the elements of a storage are. */
public enum StorageType {
  /** IEEE 754 binary64. */
  FLOAT64(8),
  /** IEEE 754 binary32. */
  FLOAT32(4),
  /** IEEE 754 binary16. */
  FLOAT16(2),
  /** The upper sixteen bits of a binary32. */
  BFLOAT16(2),
  /** Signed 64-bit integers. */
  INT64(8),
  /** Signed 32-bit integers. */
  INT32(4),
  /** Signed 16-bit integers. */
  INT16(2),
  /** Signed 8-bit integers. */
  INT8(1),
  /** Unsigned 8-bit integers. */
  UINT8(1),
  /** Truth values, a byte each. */
  BOOL(1);

  private final int bytes;

  StorageType(int bytes) {
    this.bytes = bytes;
  }

  /** Bytes of one element. */
  public int bytes() {
    return bytes;
  }
}
