package org.llamajvm.engine.kernel;

/** How keys and values are stored in the KV cache. */
public enum KvType {
  /** float32. */
  F32(4);

  private final int bytes;

  KvType(int bytes) {
    this.bytes = bytes;
  }

  /** Bytes of one element. */
  public int bytes() {
    return bytes;
  }
}
