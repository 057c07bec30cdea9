package org.llamajvm.models.source;

import java.util.HashMap;
import java.util.Map;

/** Vectors of zeros, one of each length: nobody may write into them. For one thread. */
final class Zeros {

  private final Map<Integer, float[]> byLength = new HashMap<>();

  float[] of(int length) {
    return byLength.computeIfAbsent(length, float[]::new);
  }
}
