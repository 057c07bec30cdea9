package org.llamajvm.convert.block;

import java.lang.foreign.MemorySegment;
import org.llamajvm.engine.tensor.Layouts;

/** Numbers of 16 bits. */
final class Half {

  private Half() {}

  /** Writes a number, and returns what it has become. */
  static float put(MemorySegment to, long at, float value) {
    short bits = Float.floatToFloat16(value);
    to.set(Layouts.SHORT, at, bits);
    return Float.float16ToFloat(bits);
  }

  /** One divided by a number; 0 for 0. */
  static float inverse(float value) {
    return value == 0 ? 0 : 1 / value;
  }
}
