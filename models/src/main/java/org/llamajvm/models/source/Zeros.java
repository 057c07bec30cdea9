package org.llamajvm.models.source;

import java.util.HashMap;
import java.util.Map;

/**
 * Vectors of zeros at first, one of each length for all that have it: only lengths count. For one
 * thread.
 */
final class Zeros {

  private final Map<Integer, float[]> byLength = new HashMap<>();

  float[] of(int length) {
    return byLength.computeIfAbsent(length, float[]::new);
  }
}
