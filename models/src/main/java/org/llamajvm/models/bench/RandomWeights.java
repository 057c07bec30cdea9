package org.llamajvm.models.bench;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import org.llamajvm.engine.backend.Backend;
import org.llamajvm.engine.sampling.SplitMix64;
import org.llamajvm.engine.tensor.FloatType;
import org.llamajvm.engine.tensor.InterleavedFormat;
import org.llamajvm.engine.tensor.InterleavedMatrix;
import org.llamajvm.models.architecture.WeightSource;

/**
 * 4-bit weights that nobody trained, in the kernels' order: as much work as those of a model of the
 * same sizes, with hidden states that stay as large as such a model's. Owns its memory.
 */
final class RandomWeights implements WeightSource, AutoCloseable {

  private static final InterleavedFormat FORMAT = InterleavedFormat.affine4(64, FloatType.F16);
  private static final long ALIGNMENT = 64;
  private static final double MEAN_CODE = 7.5;

  /** Standard deviation of a code from 0 to 15, all equally frequent. */
  private static final double CODE_DEVIATION = Math.sqrt((16 * 16 - 1) / 12.0);

  private final Arena arena = Arena.ofShared();
  private final Backend backend;
  private long seed;

  /**
   * Prepares them, the same ones each time they are asked for in the same order.
   *
   * @param backend whose threads make them
   */
  RandomWeights(Backend backend) {
    this.backend = backend;
  }

  /** Only what no model can do without. */
  @Override
  public boolean has(String name) {
    return false;
  }

  /** Ones. */
  @Override
  public float[] vector(String name, int length) {
    float[] ones = new float[length];
    Arrays.fill(ones, 1);
    return ones;
  }

  @Override
  public float[] vectors(String name, int count, int length) {
    return vector(name, count * length);
  }

  @Override
  public InterleavedMatrix stacked(String module, int count, int rows, int cols) {
    return matrix(module, count * rows, cols);
  }

  @Override
  public InterleavedMatrix matrix(String module, int rows, int cols) {
    MemorySegment data = arena.allocate(FORMAT.byteSize(rows, cols), ALIGNMENT);
    InterleavedMatrix matrix = new InterleavedMatrix(FORMAT, rows, cols, data);
    double scale = 1 / (CODE_DEVIATION * Math.sqrt(cols));
    int parameters =
        FloatType.F16.encode((float) (-MEAN_CODE * scale)) << 16
            | FloatType.F16.encode((float) scale);
    long matrixSeed = seed++ << 32;
    int blocks = Math.toIntExact(data.byteSize() / matrix.blockBytes());
    backend
        .pool()
        .run(
            (from, to, _) -> {
              for (int block = from; block < to; block++) {
                long bytes = matrix.blockBytes();
                fill(data.asSlice(block * bytes, bytes), matrixSeed + block, parameters);
              }
            },
            blocks,
            1);
    return matrix;
  }

  private static void fill(MemorySegment block, long seed, int parameters) {
    SplitMix64 random = new SplitMix64(seed);
    int groupBytes = FORMAT.groupBytes();
    int codeBytes = groupBytes - InterleavedFormat.LINE_BYTES;
    for (long group = 0; group < block.byteSize(); group += groupBytes) {
      for (long at = group; at < group + codeBytes; at += Long.BYTES) {
        block.set(ValueLayout.JAVA_LONG, at, random.nextLong());
      }
      for (long at = group + codeBytes; at < group + groupBytes; at += Integer.BYTES) {
        block.set(ValueLayout.JAVA_INT, at, parameters);
      }
    }
  }

  @Override
  public void close() {
    arena.close();
  }
}
