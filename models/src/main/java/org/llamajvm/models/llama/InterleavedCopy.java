package org.llamajvm.models.llama;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.llamajvm.engine.backend.Backend;
import org.llamajvm.engine.block.Projection;
import org.llamajvm.engine.tensor.AffineMatrix;
import org.llamajvm.engine.tensor.InterleavedMatrix;
import org.llamajvm.engine.tensor.Matrix;
import org.llamajvm.loader.layout.InterleavedShape;
import org.llamajvm.loader.layout.Interleaver;

/**
 * The weights of a model with every 4-bit matrix that is multiplied by in the order in which the
 * kernels read fastest: those that lie row-major in their files are copied into memory once, on all
 * threads. Everything else is borrowed as it was. Owns the copies.
 */
public final class InterleavedCopy implements AutoCloseable {

  private static final long ALIGNMENT = 64;
  private static final int CHUNK_BLOCKS = 4;

  private final Arena arena = Arena.ofShared();
  private final Backend backend;
  private final LlamaWeights weights;

  private InterleavedCopy(LlamaWeights original, Backend backend) {
    this.backend = backend;
    List<LlamaLayerWeights> layers = new ArrayList<>();
    for (LlamaLayerWeights layer : original.layers()) {
      layers.add(copy(layer));
    }
    weights =
        new LlamaWeights(
            original.embedding(),
            layers,
            original.finalNorm(),
            copy(original.output()),
            original.unexpected());
  }

  /**
   * Copies what is worth it.
   *
   * @param original borrowed, must stay open as long as the copy
   * @param backend whose threads copy, borrowed until this method returns
   */
  public static InterleavedCopy of(LlamaWeights original, Backend backend) {
    return new InterleavedCopy(original, backend);
  }

  /** Bytes that {@link #of} would copy; 0 if all lies right already. */
  public static long byteSize(LlamaWeights original) {
    return original
        .multiplied()
        .filter(InterleavedCopy::isWorthIt)
        .mapToLong(matrix -> Interleaver.shape((AffineMatrix) matrix).byteSize())
        .sum();
  }

  /** The weights, borrowed from this copy and from the original. */
  public LlamaWeights weights() {
    return weights;
  }

  private LlamaLayerWeights copy(LlamaLayerWeights layer) {
    return new LlamaLayerWeights(
        layer.inputNorm(),
        copy(layer.query()),
        copy(layer.key()),
        copy(layer.value()),
        copy(layer.output()),
        layer.postAttentionNorm(),
        copy(layer.gate()),
        copy(layer.up()),
        copy(layer.down()));
  }

  private Projection copy(Projection projection) {
    return new Projection(copy(projection.weight()), projection.bias());
  }

  private Matrix copy(Matrix matrix) {
    if (!isWorthIt(matrix)) {
      return matrix;
    }
    AffineMatrix from = (AffineMatrix) matrix;
    InterleavedShape shape = Interleaver.shape(from);
    MemorySegment to = arena.allocate(shape.byteSize(), ALIGNMENT);
    long blockBytes = shape.byteSize() / shape.blocks();
    backend
        .pool()
        .run(
            (first, end, _) ->
                Interleaver.interleave(
                    from, first, end, to.asSlice(first * blockBytes, (end - first) * blockBytes)),
            shape.blocks(),
            CHUNK_BLOCKS);
    return new InterleavedMatrix(from.groupSize(), from.scaleType(), from.rows(), from.cols(), to);
  }

  private static boolean isWorthIt(Matrix matrix) {
    return matrix instanceof AffineMatrix affine && Interleaver.canInterleave(affine);
  }

  /** Gives the copies back. */
  @Override
  public void close() {
    arena.close();
  }
}
