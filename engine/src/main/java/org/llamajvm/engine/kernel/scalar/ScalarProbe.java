package org.llamajvm.engine.kernel.scalar;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.llamajvm.engine.kernel.ProbeKernel;

/** Probes without vectors of ours. */
final class ScalarProbe implements ProbeKernel {

  private static final int CHAINS = 4;

  @Override
  public int sum(MemorySegment data, long from, long to) {
    long first = 0;
    long second = 0;
    for (long at = from; at < to; at += 2 * Long.BYTES) {
      long a = data.get(ValueLayout.JAVA_LONG, at);
      long b = data.get(ValueLayout.JAVA_LONG, at + Long.BYTES);
      first += (int) a + (a >> Integer.SIZE);
      second += (int) b + (b >> Integer.SIZE);
    }
    return (int) (first + second);
  }

  @Override
  public float multiplyAdd(int rounds) {
    float a = 1;
    float b = 2;
    float c = 3;
    float d = 4;
    for (int i = 0; i < rounds; i++) {
      a = a * 0.5f + 1;
      b = b * 0.5f + 1;
      c = c * 0.5f + 1;
      d = d * 0.5f + 1;
    }
    return a + b + c + d;
  }

  @Override
  public int multiplyAddsPerRound() {
    return CHAINS;
  }
}
