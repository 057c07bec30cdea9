package org.llamajvm.engine.kernel.vector;

import static org.llamajvm.engine.kernel.ActivationPrecision.INT8;
import static org.llamajvm.engine.tensor.BlockType.Q2_K;
import static org.llamajvm.engine.tensor.BlockType.Q4_0;
import static org.llamajvm.engine.tensor.BlockType.Q4_K;
import static org.llamajvm.engine.tensor.BlockType.Q5_1;
import static org.llamajvm.engine.tensor.BlockType.Q5_K;
import static org.llamajvm.engine.tensor.BlockType.Q6_K;
import static org.llamajvm.engine.tensor.BlockType.Q8_0;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.llamajvm.engine.kernel.MatrixKernel;
import org.llamajvm.engine.kernel.Products;
import org.llamajvm.engine.tensor.AffineMatrix;
import org.llamajvm.engine.tensor.BlockMatrix;
import org.llamajvm.engine.tensor.BlockType;
import org.llamajvm.engine.tensor.FloatMatrix;
import org.llamajvm.engine.tensor.FloatType;
import org.llamajvm.engine.tensor.InterleavedFormat;
import org.llamajvm.engine.tensor.InterleavedMatrix;
import org.llamajvm.engine.tensor.MappingFault;
import org.llamajvm.engine.tensor.Matrix;
import org.llamajvm.engine.tensor.RandomMatrices;

/**
 * A program that multiplies by mapped matrices of every kind, cuts their file off, and multiplies
 * again. Prints a line for each that was met by an error; where it is not, the JVM dies.
 */
final class CutOffMappings {

  /** (generated tokens, tokens of prompts): one for each way that a kernel takes. */
  private static final int[][] STEPS = {{1, 0}, {4, 0}, {0, 20}};

  private static final int MOST_TOKENS = 20;

  /** Multiplications after which the kernels are compiled, with the options of the command. */
  private static final int CALLS = 40;

  private static final int ROWS = 32;
  private static final int COLS = 512;

  private final Path file;

  private CutOffMappings(Path file) {
    this.file = file;
  }

  static Map<String, Matrix> matrices() {
    RandomMatrices random = new RandomMatrices(1);
    Map<String, Matrix> all = new LinkedHashMap<>();
    for (FloatType type : FloatType.values()) {
      all.put(type.name(), random.floats(type, ROWS, COLS));
    }
    InterleavedFormat affine4 = InterleavedFormat.affine4(64, FloatType.BF16);
    all.put("4-bit interleaved", random.interleaved(affine4, ROWS, COLS));
    all.put("4-bit", random.affine(4, 64, FloatType.BF16, ROWS, COLS));
    all.put("8-bit", random.affine(8, 64, FloatType.F16, ROWS, COLS));
    all.put("8-bit in small groups", random.affine(8, 16, FloatType.F16, ROWS, COLS));
    for (BlockType type : List.of(Q4_0, Q5_1, Q8_0, Q4_K, Q5_K, Q6_K, Q2_K)) {
      all.put(type.name(), random.blocks(type, ROWS, COLS));
    }
    return all;
  }

  /**
   * Runs the program.
   *
   * @param args the name of the file that it may write
   */
  public static void main(String[] args) throws IOException {
    CutOffMappings program = new CutOffMappings(Path.of(args[0]));
    for (Map.Entry<String, Matrix> matrix : matrices().entrySet()) {
      for (int[] step : STEPS) {
        boolean met = program.meetsError(matrix.getValue(), step);
        System.out.println(matrix.getKey() + (met ? ": met" : ": not met"));
      }
    }
  }

  private boolean meetsError(Matrix matrix, int[] step) throws IOException {
    float[] values = new RandomMatrices(2).vector(MOST_TOKENS * matrix.cols());
    try (Arena arena = Arena.ofShared();
        FileChannel channel =
            FileChannel.open(
                file,
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE)) {
      MatrixKernel kernel = new VectorKernels().bind(mapped(matrix, channel, arena), INT8);
      for (int i = 0; i < CALLS; i++) {
        Products.whole(kernel, values, step[0], step[1]);
      }
      channel.truncate(0);
      Products.whole(kernel, values, step[0], step[1]);
      return false;
    } catch (InternalError e) {
      if (MappingFault.isCauseOf(e)) {
        return true;
      }
      throw e;
    }
  }

  private static Matrix mapped(Matrix matrix, FileChannel channel, Arena arena) throws IOException {
    return switch (matrix) {
      case FloatMatrix m ->
          new FloatMatrix(m.type(), m.rows(), m.cols(), mapped(m.data(), channel, arena));
      case InterleavedMatrix m ->
          new InterleavedMatrix(m.format(), m.rows(), m.cols(), mapped(m.data(), channel, arena));
      case BlockMatrix m ->
          new BlockMatrix(
              m.type(), m.rows(), m.cols(), m.order(), mapped(m.data(), channel, arena));
      case AffineMatrix m ->
          new AffineMatrix(
              m.bits(),
              m.groupSize(),
              m.scaleType(),
              m.rows(),
              m.cols(),
              mapped(m.codes(), channel, arena),
              m.scales(),
              m.biases());
    };
  }

  private static MemorySegment mapped(MemorySegment data, FileChannel channel, Arena arena)
      throws IOException {
    channel.write(data.asByteBuffer(), 0);
    return channel.map(MapMode.READ_ONLY, 0, data.byteSize(), arena);
  }
}
