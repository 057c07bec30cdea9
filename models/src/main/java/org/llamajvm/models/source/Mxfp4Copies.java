package org.llamajvm.models.source;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;
import org.llamajvm.engine.tensor.BlockMatrix;
import org.llamajvm.engine.tensor.BlockType;
import org.llamajvm.format.ModelFormatException;
import org.llamajvm.loader.layout.Mxfp4;
import org.llamajvm.loader.safetensors.TensorInfo;
import org.llamajvm.loader.weights.Mxfp4Layout;
import org.llamajvm.loader.weights.TensorStore;

/**
 * Matrices of MXFP4 whose codes and exponents lie apart, copied into the order of ggml's blocks.
 *
 * @param store borrowed
 * @param arena what copies live as long as, borrowed; empty if nothing of the matrices counts but
 *     their sizes
 */
record Mxfp4Copies(TensorStore store, Optional<Arena> arena) {

  private static final long ALIGNMENT = 64;

  /**
   * All rows of two tensors.
   *
   * @param rows of all matrices together
   */
  BlockMatrix of(Mxfp4Layout layout, int rows, int cols) throws ModelFormatException {
    return arena.isEmpty()
        ? matrix(rows, cols, store.room(layout.codes(), bytes(rows, cols)))
        : of(layout.codes(), layout.exponents(), rows, cols, row -> row);
  }

  /**
   * Some rows of two tensors.
   *
   * @param place the row in the tensors that a row has
   */
  BlockMatrix of(
      TensorInfo codes, TensorInfo exponents, int rows, int cols, IntToLongFunction place)
      throws ModelFormatException {
    MemorySegment from = store.segment(codes.name());
    MemorySegment scales = store.segment(exponents.name());
    MemorySegment to = arena.orElseThrow().allocate(bytes(rows, cols), ALIGNMENT);
    int blocks = cols / Mxfp4.ELEMENTS;
    IntStream.range(0, rows)
        .parallel()
        .forEach(row -> {
          long source = place.applyAsLong(row) * blocks;
          for (int block = 0; block < blocks; block++) {
            Mxfp4.join(from, scales, source + block, to, (long) row * blocks + block);
          }
        });
    return matrix(rows, cols, to);
  }

  static long bytes(int rows, int cols) {
    return rows * BlockType.MXFP4.rowBytes(cols);
  }

  static BlockMatrix matrix(int rows, int cols, MemorySegment data) {
    return new BlockMatrix(BlockType.MXFP4, rows, cols, data);
  }
}
