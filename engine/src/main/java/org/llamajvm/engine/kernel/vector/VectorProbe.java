package org.llamajvm.engine.kernel.vector;

import static org.llamajvm.engine.kernel.vector.lanes.Width.FLOATS;
import static org.llamajvm.engine.kernel.vector.lanes.Width.INTS;
import static org.llamajvm.engine.kernel.vector.lanes.Width.LANES;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import org.llamajvm.engine.kernel.ProbeKernel;
import org.llamajvm.engine.kernel.vector.lanes.LaneSum;
import org.llamajvm.engine.kernel.vector.lanes.OffHeap;

/**
 * Probes on the Vector API. A processor with two units and a latency of five cycles needs ten
 * chains to be busy; twelve and the two factors still fit into sixteen registers.
 */
final class VectorProbe implements ProbeKernel {

  private static final int CHAINS = 12;
  private static final ByteOrder ORDER = ByteOrder.nativeOrder();

  @Override
  public int sum(MemorySegment memory, long from, long to) {
    MemorySegment data = OffHeap.of(memory);
    int step = INTS.vectorByteSize();
    IntVector a = IntVector.zero(INTS);
    IntVector b = a;
    IntVector c = a;
    IntVector d = a;
    for (long at = from; at < to; at += 4L * step) {
      a = a.add(IntVector.fromMemorySegment(INTS, data, at, ORDER));
      b = b.add(IntVector.fromMemorySegment(INTS, data, at + step, ORDER));
      c = c.add(IntVector.fromMemorySegment(INTS, data, at + 2L * step, ORDER));
      d = d.add(IntVector.fromMemorySegment(INTS, data, at + 3L * step, ORDER));
    }
    return a.add(b).add(c.add(d)).reduceLanes(VectorOperators.ADD);
  }

  @Override
  public float multiplyAdd(int rounds) {
    FloatVector half = FloatVector.broadcast(FLOATS, 0.5f);
    FloatVector one = FloatVector.broadcast(FLOATS, 1f);
    FloatVector v0 = one.mul(1f);
    FloatVector v1 = one.mul(2f);
    FloatVector v2 = one.mul(3f);
    FloatVector v3 = one.mul(4f);
    FloatVector v4 = one.mul(5f);
    FloatVector v5 = one.mul(6f);
    FloatVector v6 = one.mul(7f);
    FloatVector v7 = one.mul(8f);
    FloatVector v8 = one.mul(9f);
    FloatVector v9 = one.mul(10f);
    FloatVector v10 = one.mul(11f);
    FloatVector v11 = one.mul(12f);
    for (int i = 0; i < rounds; i++) {
      v0 = v0.fma(half, one);
      v1 = v1.fma(half, one);
      v2 = v2.fma(half, one);
      v3 = v3.fma(half, one);
      v4 = v4.fma(half, one);
      v5 = v5.fma(half, one);
      v6 = v6.fma(half, one);
      v7 = v7.fma(half, one);
      v8 = v8.fma(half, one);
      v9 = v9.fma(half, one);
      v10 = v10.fma(half, one);
      v11 = v11.fma(half, one);
    }
    v0 = v0.add(v1);
    v0 = v0.add(v2);
    v0 = v0.add(v3);
    v0 = v0.add(v4);
    v0 = v0.add(v5);
    v0 = v0.add(v6);
    v0 = v0.add(v7);
    v0 = v0.add(v8);
    v0 = v0.add(v9);
    v0 = v0.add(v10);
    v0 = v0.add(v11);
    return LaneSum.of(v0);
  }

  @Override
  public int multiplyAddsPerRound() {
    return CHAINS * LANES;
  }
}
