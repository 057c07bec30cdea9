package org.llamajvm.engine.cache;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.llamajvm.engine.kernel.KvType;
import org.llamajvm.engine.kernel.PageKernel;

/**
 * The keys and values of all heads of a few layers for {@value KvLayout#PAGE} positions: the memory
 * of a page, or of a part of one.
 */
final class KvBlock {

  private static final ValueLayout.OfFloat SCALE = ValueLayout.JAVA_FLOAT_UNALIGNED;

  private final KvSlab slab;
  private final int index;
  private final int[] firstHeads; // of each layer
  private final MemorySegment[]
      elements; // (heads of all layers, 2), each with READ_AHEAD more bytes
  private final float[][] scales; // (heads of all layers, 2, PAGE or none)

  KvBlock(
      KvSlab slab, int index, KvType type, List<KvLayout.Heads> layers, MemorySegment[] elements) {
    this.slab = slab;
    this.index = index;
    this.elements = elements;
    scales = new float[elements.length][type.scaled() ? KvLayout.PAGE : 0];
    firstHeads = new int[layers.size()];
    for (int layer = 1; layer < firstHeads.length; layer++) {
      firstHeads[layer] = firstHeads[layer - 1] + layers.get(layer - 1).count();
    }
  }

  KvSlab slab() {
    return slab;
  }

  /** Its place in the slab. */
  int index() {
    return index;
  }

  /** The keys of a head: (head size, PAGE) in strips. */
  MemorySegment keys(int layer, int head) {
    return elements[2 * (firstHeads[layer] + head)];
  }

  /** The values of a head: (PAGE, head size) in strips. */
  MemorySegment values(int layer, int head) {
    return elements[2 * (firstHeads[layer] + head) + 1];
  }

  /** The scales of a head's keys, (PAGE); empty if the type has none. */
  float[] keyScales(int layer, int head) {
    return scales[2 * (firstHeads[layer] + head)];
  }

  /** The scales of a head's values, (PAGE); empty if the type has none. */
  float[] valueScales(int layer, int head) {
    return scales[2 * (firstHeads[layer] + head) + 1];
  }

  /** Takes over everything that another block of the same layers holds. */
  void copyFrom(KvBlock other) {
    for (int i = 0; i < elements.length; i++) {
      MemorySegment.copy(other.elements[i], 0, elements[i], 0, bytes(i));
      System.arraycopy(other.scales[i], 0, scales[i], 0, scales[i].length);
    }
  }

  /** Writes the elements, then the scales in native byte order; returns where it ends. */
  long writeTo(MemorySegment target, long offset) {
    long at = offset;
    for (int i = 0; i < elements.length; i++) {
      MemorySegment.copy(elements[i], 0, target, at, bytes(i));
      at += bytes(i);
    }
    for (float[] vector : scales) {
      MemorySegment.copy(vector, 0, target, SCALE, at, vector.length);
      at += (long) vector.length * Float.BYTES;
    }
    return at;
  }

  /** Reads what {@link #writeTo} wrote; returns where it ends. */
  long readFrom(MemorySegment source, long offset) {
    long at = offset;
    for (int i = 0; i < elements.length; i++) {
      MemorySegment.copy(source, at, elements[i], 0, bytes(i));
      at += bytes(i);
    }
    for (float[] vector : scales) {
      MemorySegment.copy(source, SCALE, at, vector, 0, vector.length);
      at += (long) vector.length * Float.BYTES;
    }
    return at;
  }

  private long bytes(int i) {
    return elements[i].byteSize() - PageKernel.READ_AHEAD;
  }
}
