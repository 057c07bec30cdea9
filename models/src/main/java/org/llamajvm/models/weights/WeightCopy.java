package org.llamajvm.models.weights;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import org.llamajvm.engine.backend.Backend;
import org.llamajvm.engine.module.Transformer;
import org.llamajvm.engine.module.WeightMap;
import org.llamajvm.engine.tensor.BlockMatrix;
import org.llamajvm.engine.tensor.BlockType;
import org.llamajvm.engine.tensor.InterleavedMatrix;
import org.llamajvm.engine.tensor.Matrix;
import org.llamajvm.loader.layout.ByteBlocks;
import org.llamajvm.loader.layout.InterleavedShape;
import org.llamajvm.loader.layout.Interleaver;

/**
 * The weights of a model with every matrix of few bits that is multiplied by in the order in which
 * the kernels read fastest: those that lie row-major in their files, as MLX's groups or as ggml's
 * blocks, are copied into memory once, on all threads, and those whose codes stand for bytes become
 * blocks of bytes. Scales and biases of ggml's types with blocks of 256 are rounded to F16 there,
 * by 2^-12 of their value at most, or by 2^-25 where they are below 2^-14. Everything else is
 * borrowed as it was. Owns the copies.
 */
public final class WeightCopy implements AutoCloseable {

  private static final long ALIGNMENT = 64;

  private final Arena arena = Arena.ofShared();
  private final Transformer transformer;

  private WeightCopy(Transformer original, Backend backend) {
    IdentityHashMap<Matrix, Matrix> copies;
    try {
      copies = copies(original, backend);
    } catch (IllegalStateException | InternalError e) {
      arena.close();
      throw e;
    }
    transformer =
        original.map(
            new WeightMap() {
              @Override
              public Matrix matrix(String name, Matrix matrix) {
                return copies.getOrDefault(matrix, matrix);
              }

              @Override
              public Matrix table(String name, Matrix table) {
                return table;
              }
            });
  }

  /**
   * Copies what is worth it.
   *
   * @param original borrowed, must stay open as long as the copy
   * @param backend whose threads copy, borrowed until this method returns
   */
  public static WeightCopy of(Transformer original, Backend backend) {
    return new WeightCopy(original, backend);
  }

  /** Bytes that {@link #of} would copy; 0 if all lies right already. */
  public static long byteSize(Transformer original) {
    return original.multiplied().stream()
        .filter(WeightCopy::isCopied)
        .mapToLong(WeightCopy::copiedBytes)
        .sum();
  }

  /** The weights, borrowed from this copy and from the original. */
  public Transformer transformer() {
    return transformer;
  }

  /**
   * One thread copies a whole matrix, the largest ones first. So the fresh memory, which the JDK
   * and the system both fill with zeros, is prepared by all threads and still in the caches when it
   * is written.
   */
  private IdentityHashMap<Matrix, Matrix> copies(Transformer original, Backend backend) {
    List<Matrix> sources =
        original.multiplied().stream()
            .filter(WeightCopy::isCopied)
            .sorted(Comparator.comparingLong(Matrix::byteSize).reversed())
            .toList();
    Matrix[] targets = new Matrix[sources.size()];
    backend
        .pool()
        .run(
            (first, end, _) -> {
              for (int i = first; i < end; i++) {
                targets[i] = copied(sources.get(i));
              }
            },
            sources.size(),
            1);
    IdentityHashMap<Matrix, Matrix> copies = new IdentityHashMap<>();
    for (int i = 0; i < targets.length; i++) {
      copies.put(sources.get(i), targets[i]);
    }
    return copies;
  }

  private static boolean isCopied(Matrix matrix) {
    return Interleaver.canInterleave(matrix) || ByteBlocks.canExpand(matrix);
  }

  private static long copiedBytes(Matrix matrix) {
    return ByteBlocks.canExpand(matrix)
        ? ByteBlocks.byteSize(matrix)
        : Interleaver.shape(matrix).byteSize();
  }

  private Matrix copied(Matrix from) {
    MemorySegment to = arena.allocate(copiedBytes(from), ALIGNMENT);
    if (from instanceof BlockMatrix blocks && ByteBlocks.canExpand(blocks)) {
      ByteBlocks.expand(blocks, to);
      return new BlockMatrix(BlockType.Q8_0, from.rows(), from.cols(), to);
    }
    InterleavedShape shape = Interleaver.shape(from);
    Interleaver.interleave(from, 0, shape.blocks(), to);
    return new InterleavedMatrix(shape.format(), shape.rows(), shape.cols(), to);
  }

  /** Gives the copies back. */
  @Override
  public void close() {
    arena.close();
  }
}
