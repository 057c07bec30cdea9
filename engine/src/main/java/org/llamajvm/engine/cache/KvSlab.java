package org.llamajvm.engine.cache;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.BitSet;
import java.util.List;
import org.llamajvm.engine.kernel.PageKernel;

/**
 * The memory of some blocks that are allocated together. What they hold of one head follows each
 * other: attention reads the pages of one head, and processors have to look up where it goes on
 * wherever it jumps to another place. Owns its memory. Guarded by the pool.
 */
final class KvSlab {

  /** Begins a page of the system, beyond which processors do not read ahead. */
  private static final long ALIGNMENT = 4096;

  private final Arena arena = Arena.ofShared();
  private final KvBlock[] blocks;
  private final BitSet free = new BitSet();

  KvSlab(KvLayout layout, List<KvLayout.Heads> layers, int count) {
    int heads = layers.stream().mapToInt(KvLayout.Heads::count).sum();
    MemorySegment[][] elements = new MemorySegment[count][2 * heads];
    long bytes = 0;
    for (KvLayout.Heads layer : layers) {
      bytes += layer.count() * (layout.keyBytes(layer) + layout.valueBytes(layer));
    }
    MemorySegment memory = arena.allocate(count * bytes + PageKernel.READ_AHEAD, ALIGNMENT);
    long offset = 0;
    int i = 0;
    for (KvLayout.Heads layer : layers) {
      for (int head = 0; head < layer.count(); head++) {
        for (MemorySegment[] block : elements) {
          long keyBytes = layout.keyBytes(layer);
          long valueBytes = layout.valueBytes(layer);
          block[i] = memory.asSlice(offset, keyBytes + PageKernel.READ_AHEAD);
          block[i + 1] = memory.asSlice(offset + keyBytes, valueBytes + PageKernel.READ_AHEAD);
          offset += keyBytes + valueBytes;
        }
        i += 2;
      }
    }
    blocks = new KvBlock[count];
    for (int block = 0; block < count; block++) {
      blocks[block] = new KvBlock(this, block, layout.type(), layers, elements[block]);
    }
    free.set(0, count);
  }

  int size() {
    return blocks.length;
  }

  boolean isUnused() {
    return free.cardinality() == blocks.length;
  }

  /** Takes the block of that place, or null if there is none or it is in use. */
  KvBlock take(int index) {
    if (!free.get(index)) {
      return null;
    }
    free.clear(index);
    return blocks[index];
  }

  /** Takes any block, or null if all are in use. */
  KvBlock takeAny() {
    int index = free.nextSetBit(0);
    return index < 0 ? null : take(index);
  }

  void giveBack(KvBlock block) {
    free.set(block.index());
  }

  void close() {
    arena.close();
  }
}
