package org.llamajvm.engine.cache;

import java.util.ArrayList;
import java.util.List;

/** The slabs of a pool, within its budget. Owns them. Guarded by the pool. */
final class KvMemory {

  /** The most blocks that are allocated together. */
  private static final int LARGEST_SLAB = 8;

  private final KvLayout layout;
  private final List<KvLayout.Heads> layers;
  private final long blockBytes;
  private final long budget;
  private final List<KvSlab> slabs = new ArrayList<>();
  private long reserved;

  /**
   * Has no slab yet.
   *
   * @param layers of a block
   * @param budget the most bytes that slabs may take
   */
  KvMemory(KvLayout layout, List<KvLayout.Heads> layers, long budget) {
    this.layout = layout;
    this.layers = layers;
    this.budget = budget;
    blockBytes = layout.blockBytes();
  }

  long budget() {
    return budget;
  }

  long blockBytes() {
    return blockBytes;
  }

  /** Blocks that the budget has room for. */
  long capacity() {
    return budget / blockBytes;
  }

  /** Bytes of all slabs. */
  long byteSize() {
    return reserved;
  }

  /** Takes the block that lies behind another one, or null if it is in use or there is none. */
  KvBlock after(KvBlock block) {
    return block.slab().take(block.index() + 1);
  }

  /** Takes a block that was allocated together with another one, or null if all are in use. */
  KvBlock beside(KvBlock block) {
    return block.slab().takeAny();
  }

  /**
   * Takes a block of a new slab as long as the budget lasts, else of any other one.
   *
   * @param together how many blocks are likely to follow, this one included
   * @return null if all blocks are in use
   */
  KvBlock take(int together) {
    long room = (budget - reserved) / blockBytes;
    int size = (int) Math.min(Math.clamp(together, 1, LARGEST_SLAB), room);
    if (size > 0) {
      KvSlab slab = new KvSlab(layout, layers, size);
      slabs.add(slab);
      reserved += size * blockBytes;
      return slab.takeAny();
    }
    for (KvSlab slab : slabs) {
      KvBlock block = slab.takeAny();
      if (block != null) {
        return block;
      }
    }
    return null;
  }

  void giveBack(KvBlock block) {
    KvSlab slab = block.slab();
    slab.giveBack(block);
    if (slab.isUnused()) {
      slabs.remove(slab);
      reserved -= slab.size() * blockBytes;
      slab.close();
    }
  }

  void close() {
    slabs.forEach(KvSlab::close);
    slabs.clear();
    reserved = 0;
  }
}
