package org.llamajvm.engine.tensor;

/** The values of the codes of IQ4_NL and IQ4_XS. */
public final class Iq4 {

  private static final byte[] VALUES = {
    -127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113
  };

  private Iq4() {}

  /** The value of a code of four bits. */
  public static byte value(int code) {
    return VALUES[code];
  }
}
