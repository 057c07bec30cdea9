package org.llamajvm.convert.write;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.util.ArrayList;
import java.util.List;

/**
 * Memory that is handed out anew for every tensor: the system fills new pages with zeros, which for
 * a large checkpoint costs as much as half of the conversion. Whoever allocates first, second and
 * so on after a {@link #reset} gets what the first, second and so on had before, or more if that is
 * too small. Used by one thread at a time.
 */
final class ReusedMemory implements SegmentAllocator, AutoCloseable {

  private record Piece(Arena arena, MemorySegment memory) {
    @SuppressWarnings("MustBeClosedChecker") // the list owns it
    static Piece of(long bytes, long alignment) {
      Arena arena = Arena.ofShared();
      return new Piece(arena, arena.allocate(bytes, alignment));
    }
  }

  private final List<Piece> pieces = new ArrayList<>();
  private int next;

  /** Begins from the start; what was handed out before must not be used any more. */
  void reset() {
    next = 0;
  }

  @Override
  public MemorySegment allocate(long bytes, long alignment) {
    if (next == pieces.size()) {
      pieces.add(Piece.of(bytes, alignment));
    } else if (pieces.get(next).memory().byteSize() < bytes) {
      pieces.get(next).arena().close();
      pieces.set(next, Piece.of(bytes, alignment));
    }
    return pieces.get(next++).memory().asSlice(0, bytes, alignment);
  }

  @Override
  public void close() {
    pieces.forEach(piece -> piece.arena().close());
    pieces.clear();
  }
}
