package org.llamajvm.convert.llama;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.llamajvm.convert.checkpoint.CheckpointTensor;
import org.llamajvm.convert.checkpoint.CheckpointTensor.Floats;
import org.llamajvm.convert.rows.Rows;

/** Compares tensors by their bits: a head may be the embeddings, a slice another slice. */
public final class SameBits {

  private static final long CHUNK_BYTES = 1 << 20;

  private SameBits() {}

  /**
   * Whether both tensors hold the same bits. Reading stops at the first difference.
   *
   * @throws IOException if a file cannot be read
   */
  public static boolean same(CheckpointTensor one, CheckpointTensor other) throws IOException {
    if (!sameForm(one, other)) {
      return false;
    }
    List<Rows> left = one.parts();
    List<Rows> right = other.parts();
    boolean same = true;
    for (int part = 0; part < left.size() && same; part++) {
      same = same(left.get(part), right.get(part));
    }
    one.release();
    other.release();
    return same;
  }

  private static boolean sameForm(CheckpointTensor left, CheckpointTensor right) {
    if (!left.shape().equals(right.shape())) {
      return false;
    }
    return left.hasFormOf(right);
  }

  private static boolean same(Rows left, Rows right) throws IOException {
    long chunk = Math.max(1, CHUNK_BYTES / left.rowBytes());
    try (Arena arena = Arena.ofConfined()) {
      long bytes = Math.min(chunk, left.count()) * left.rowBytes();
      MemorySegment first = arena.allocate(bytes);
      MemorySegment second = arena.allocate(bytes);
      for (long row = 0; row < left.count(); row += chunk) {
        long count = Math.min(chunk, left.count() - row);
        left.read(row, count, first);
        right.read(row, count, second);
        long used = count * left.rowBytes();
        if (first.asSlice(0, used).mismatch(second.asSlice(0, used)) >= 0) {
          return false;
        }
      }
    }
    return true;
  }

  /**
   * Whether the first rows of a tensor, up to a mebibyte, are one byte over and over.
   *
   * @throws IOException if a file cannot be read
   */
  public static boolean uniform(Floats tensor) throws IOException {
    Rows rows = tensor.data();
    long count = Math.clamp(CHUNK_BYTES / rows.rowBytes(), 1, rows.count());
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bytes = arena.allocate(count * rows.rowBytes());
      rows.read(0, count, bytes);
      long last = bytes.byteSize() - 1;
      return bytes.asSlice(0, last).mismatch(bytes.asSlice(1, last)) < 0;
    }
  }
}
