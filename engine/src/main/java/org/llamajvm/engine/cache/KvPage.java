package org.llamajvm.engine.cache;

import java.lang.foreign.MemorySegment;

/**
 * The keys and values of all heads of the layers of one kind for {@value KvLayout#PAGE} positions.
 * A page belongs to a {@link KvPool}, which counts the sequences that use it. Different positions
 * may be written by different threads. Layers are numbered as in the model.
 */
public final class KvPage {

  private final KvKinds kinds;
  private final KvKind kind;
  private final KvBlock[] blocks;

  /** Sequences that use the page; guarded by the pool, as is the next field. */
  int references;

  /** What makes the page known to other sequences that begin alike; null if nothing does. */
  PrefixNode prefix;

  KvPage(KvKinds kinds, KvKind kind, KvBlock[] blocks) {
    this.kinds = kinds;
    this.kind = kind;
    this.blocks = blocks;
  }

  KvKind kind() {
    return kind;
  }

  KvBlock block(int index) {
    return blocks[index];
  }

  private KvBlock blockOf(int layer) {
    return blocks[kinds.blockOf(layer)];
  }

  /** The keys of a head: (head size, PAGE) in strips, borrowed. */
  public MemorySegment keys(int layer, int head) {
    return blockOf(layer).keys(kinds.placeOf(layer), head);
  }

  /** The values of a head: (PAGE, head size) in strips, borrowed. */
  public MemorySegment values(int layer, int head) {
    return blockOf(layer).values(kinds.placeOf(layer), head);
  }

  /** The scales of a head's keys, (PAGE), borrowed; empty if the type has none. */
  public float[] keyScales(int layer, int head) {
    return blockOf(layer).keyScales(kinds.placeOf(layer), head);
  }

  /** The scales of a head's values, (PAGE), borrowed; empty if the type has none. */
  public float[] valueScales(int layer, int head) {
    return blockOf(layer).valueScales(kinds.placeOf(layer), head);
  }

  /** Takes over everything that another page of the same kind holds. */
  void copyFrom(KvPage other) {
    for (int i = 0; i < blocks.length; i++) {
      blocks[i].copyFrom(other.blocks[i]);
    }
  }

  /** Writes block by block the elements, then the scales; returns where it ends. */
  long writeTo(MemorySegment target, long offset) {
    long at = offset;
    for (KvBlock block : blocks) {
      at = block.writeTo(target, at);
    }
    return at;
  }

  /** Reads what {@link #writeTo} wrote; returns where it ends. */
  long readFrom(MemorySegment source, long offset) {
    long at = offset;
    for (KvBlock block : blocks) {
      at = block.readFrom(source, at);
    }
    return at;
  }
}
