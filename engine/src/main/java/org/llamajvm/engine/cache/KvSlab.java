package org.llamajvm.engine.cache;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.BitSet;
import org.llamajvm.engine.kernel.PageKernel;

/**
 * The memory of some pages that are allocated together. The pages of one head follow each other:
 * attention reads the pages of one head, and processors have to look up where it goes on wherever
 * it jumps to another place. Owns its memory. Guarded by the pool.
 */
final class KvSlab {

  /** Begins a page of the system, beyond which processors do not read ahead. */
  private static final long ALIGNMENT = 4096;

  private final Arena arena = Arena.ofShared();
  private final KvPage[] pages;
  private final BitSet free = new BitSet();

  KvSlab(KvLayout layout, int count) {
    int heads = layout.headCount();
    MemorySegment[][] elements = new MemorySegment[count][2 * heads];
    long bytes = 0;
    for (KvLayout.Heads layer : layout.layers()) {
      bytes += layer.count() * (layout.keyBytes(layer) + layout.valueBytes(layer));
    }
    MemorySegment memory = arena.allocate(count * bytes + PageKernel.READ_AHEAD, ALIGNMENT);
    long offset = 0;
    int i = 0;
    for (KvLayout.Heads layer : layout.layers()) {
      for (int head = 0; head < layer.count(); head++) {
        for (MemorySegment[] page : elements) {
          long keyBytes = layout.keyBytes(layer);
          long valueBytes = layout.valueBytes(layer);
          page[i] = memory.asSlice(offset, keyBytes + PageKernel.READ_AHEAD);
          page[i + 1] = memory.asSlice(offset + keyBytes, valueBytes + PageKernel.READ_AHEAD);
          offset += keyBytes + valueBytes;
        }
        i += 2;
      }
    }
    pages = new KvPage[count];
    for (int page = 0; page < count; page++) {
      pages[page] = new KvPage(layout, this, page, elements[page]);
    }
    free.set(0, count);
  }

  int size() {
    return pages.length;
  }

  boolean isUnused() {
    return free.cardinality() == pages.length;
  }

  /** Takes the page of that place, or null if there is none or it is in use. */
  KvPage take(int index) {
    if (!free.get(index)) {
      return null;
    }
    free.clear(index);
    return pages[index];
  }

  /** Takes any page, or null if all are in use. */
  KvPage takeAny() {
    int index = free.nextSetBit(0);
    return index < 0 ? null : take(index);
  }

  void giveBack(KvPage page) {
    free.set(page.index());
  }

  void close() {
    arena.close();
  }
}
