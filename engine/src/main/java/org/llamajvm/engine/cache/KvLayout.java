package org.llamajvm.engine.cache;

import java.util.List;
import org.llamajvm.engine.kernel.KvType;
import org.llamajvm.engine.kernel.PageKernel;

/**
 * How the keys and values of one model lie in a page of {@value #PAGE} positions: one layer after
 * the other, of each its key/value heads, of each head its keys, then its values. Keys are
 * transposed, (head size, PAGE), and values lie as they come, (PAGE, head size), the columns of
 * both in the {@linkplain PageKernel strips} of the kernels, the last strip of values filled up
 * with zeros: so attention reads both in order, with a lane for a position or for an element of the
 * result. Scales, where the type has them, lie apart.
 *
 * @param type how elements are stored
 * @param layers the heads of every layer
 */
public record KvLayout(KvType type, List<Heads> layers) {

  /** Positions of a page. */
  public static final int PAGE = PageKernel.PANEL;

  /**
   * The key/value heads of a layer.
   *
   * @param count how many
   * @param size elements of a key, and of a value
   */
  public record Heads(int count, int size) {

    /** Strips of a page of values. */
    public int valueStrips() {
      return Math.ceilDiv(size, PageKernel.STRIP);
    }
  }

  /** Copies the list. */
  public KvLayout {
    layers = List.copyOf(layers);
  }

  /** Pages that so many positions take. */
  public static int pages(int positions) {
    return Math.ceilDiv(positions, PAGE);
  }

  /** Bytes of a page, its scales included. */
  public long pageBytes() {
    long bytes = 0;
    for (Heads heads : layers) {
      long scales = type.scaled() ? 2L * PAGE * Float.BYTES : 0;
      bytes += heads.count() * (keyBytes(heads) + valueBytes(heads) + scales);
    }
    return bytes;
  }

  /** Bytes that so many positions take: whole pages. */
  public long byteSize(int positions) {
    return pages(positions) * pageBytes();
  }

  long keyBytes(Heads heads) {
    return (long) PAGE * heads.size() * type.bytes();
  }

  long valueBytes(Heads heads) {
    return (long) PAGE * heads.valueStrips() * PageKernel.STRIP * type.bytes();
  }

  /** Heads of all layers together. */
  int headCount() {
    return layers.stream().mapToInt(Heads::count).sum();
  }

  /** For people, and to tell layouts apart: only pages of equal descriptions can be exchanged. */
  public String description() {
    Heads first = layers.getFirst();
    boolean alike = layers.stream().allMatch(first::equals);
    String heads =
        alike
            ? "%d heads of %d elements".formatted(first.count(), first.size())
            : layers.toString();
    return "%s, %d layers, %s, pages of %d in strips of %d"
        .formatted(type, layers.size(), heads, PAGE, PageKernel.STRIP);
  }
}
