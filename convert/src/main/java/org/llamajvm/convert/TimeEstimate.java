package org.llamajvm.convert;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import org.llamajvm.convert.plan.ConversionPlan;
import org.llamajvm.convert.quantize.FloatRows;
import org.llamajvm.convert.quantize.GroupFormat;
import org.llamajvm.convert.quantize.MatrixQuantizer;
import org.llamajvm.convert.quantize.QuantizedRows;
import org.llamajvm.convert.quantize.Quantizers;
import org.llamajvm.convert.quantize.Rounding;
import org.llamajvm.engine.tensor.FloatType;
import org.llamajvm.format.Sha256;

/**
 * About how long a conversion will take on this machine if the disk keeps up: the work on tensors
 * is tried for a moment, and so is the hashing of what is written, which runs beside it.
 */
public final class TimeEstimate {

  private static final int COLS = 4096;
  private static final int ROWS = 64;
  private static final int HASHED_BYTES = 4 << 20;

  /** Long enough for the JIT compiler. */
  private static final long QUANTIZING_NANOS = 2_000_000_000;

  private static final long HASHING_NANOS = 300_000_000;

  private TimeEstimate() {}

  /** Tries for two seconds, and extrapolates. */
  public static Duration of(ConversionPlan plan) {
    long quantized = plan.quantizedElements();
    double working = quantized == 0 ? 0 : quantized * nanosPerElement(quantized) / plan.threads();
    double hashing = plan.outputBytes() * nanosPerHashedByte();
    return Duration.ofNanos((long) Math.max(working, hashing));
  }

  private static double nanosPerElement(long count) {
    GroupFormat format = new GroupFormat(4, 64, FloatType.F16);
    short[] weights = new short[ROWS * COLS];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = Float.floatToFloat16((float) Math.sin(i) / 16);
    }
    FloatRows rows = new FloatRows(FloatType.F16, COLS, MemorySegment.ofArray(weights));
    MatrixQuantizer quantizer =
        Quantizers.forWeights(Rounding.LEAST_SQUARES, count).of(format, COLS);
    QuantizedRows to = new QuantizedRows.Interleaved(MemorySegment.ofArray(new byte[ROWS * COLS]));
    return fastest(QUANTIZING_NANOS, () -> quantizer.quantize(rows, ROWS, to)) / weights.length;
  }

  private static double nanosPerHashedByte() {
    byte[] bytes = new byte[HASHED_BYTES];
    return fastest(HASHING_NANOS, () -> Sha256.of(bytes)) / HASHED_BYTES;
  }

  private static double fastest(long nanos, Runnable work) {
    long start = System.nanoTime();
    long best = Long.MAX_VALUE;
    for (long now = start; now - start < nanos || best == Long.MAX_VALUE; ) {
      work.run();
      long end = System.nanoTime();
      best = Math.min(best, end - now);
      now = end;
    }
    return best;
  }
}
