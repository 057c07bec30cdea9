package org.llamajvm.engine.kernel;

/** How keys and values are stored in the KV cache. */
public enum KvType {
  /** float32. */
  F32(4, 0),
  /** IEEE 754 binary16. */
  F16(2, 0),
  /**
   * Integers from -127 to 127, times one float32 scale for each position of a head: the largest
   * magnitude of its key, or its value, over 127.
   */
  Q8(1, Float.BYTES);

  private final int bytes;
  private final int scaleBytes;

  KvType(int bytes, int scaleBytes) {
    this.bytes = bytes;
    this.scaleBytes = scaleBytes;
  }

  /** Bytes of one element, without scales. */
  public int bytes() {
    return bytes;
  }

  /** Whether the elements of a key or a value are multiples of a scale. */
  public boolean scaled() {
    return scaleBytes > 0;
  }

  /**
   * Where in a row of a {@linkplain PageKernel#STRIP strip} a column lies. In F16, columns 0 to 15
   * alternate with columns 16 to 31, such that a vector of 32-bit words holds a vector of each.
   */
  public int place(int column) {
    int half = PageKernel.STRIP / 2;
    return this == F16 ? 2 * (column % half) + column / half : column;
  }

  /** Bytes of one key or one value, its scale included. */
  public int vectorBytes(int headSize) {
    return headSize * bytes + scaleBytes;
  }
}
