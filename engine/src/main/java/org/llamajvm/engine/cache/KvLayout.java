package org.llamajvm.engine.cache;

import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import org.llamajvm.engine.kernel.KvType;
import org.llamajvm.engine.kernel.PageKernel;

/**
 * How the keys and values of one model lie in pages of {@value #PAGE} positions: one layer after
 * the other, of each its key/value heads, of each head its keys, then its values. Keys are
 * transposed, (head size, PAGE), and values lie as they come, (PAGE, head size), the columns of
 * both in the {@linkplain PageKernel strips} of the kernels, the last strip of values filled up
 * with zeros: so attention reads both in order, with a lane for a position or for an element of the
 * result. Scales, where the type has them, lie apart.
 *
 * <p>Layers with a window have pages of their own, which are given back when no token sees them any
 * more.
 *
 * @param type how elements are stored
 * @param layers the heads of every layer
 * @param windows for every layer, how many positions a token sees, itself included; 0 for all
 */
public record KvLayout(KvType type, List<Heads> layers, List<Integer> windows) {

  /** Positions of a page. */
  public static final int PAGE = PageKernel.PANEL;

  /** The most tokens that are added to a sequence at once, where memory is counted in advance. */
  public static final int PIECE = 512;

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

  /** Copies the lists. */
  public KvLayout {
    layers = List.copyOf(layers);
    windows = List.copyOf(windows);
  }

  /** Layers that see everything. */
  public KvLayout(KvType type, List<Heads> layers) {
    this(type, layers, Collections.nCopies(layers.size(), 0));
  }

  /** Pages that so many positions take. */
  public static int pages(int positions) {
    return Math.ceilDiv(positions, PAGE);
  }

  /** Bytes of {@value #PAGE} positions of all layers, scales included. */
  public long pageBytes() {
    return bytes(layers);
  }

  /**
   * The unit of a pool's memory: {@value #PAGE} positions of some layers, of all in most models.
   */
  public long blockBytes() {
    return bytes(new KvKinds(this).block());
  }

  /** Bytes that a sequence of so many positions takes at most: whole pages. */
  public long byteSize(int positions) {
    return bytes(kind -> kind.mostPagesWithMark(positions));
  }

  /** The same for a sequence that never goes back, such as a request to a server. */
  public long requestBytes(int positions) {
    return bytes(kind -> kind.mostPages(positions));
  }

  /** Bytes of a copy of what later tokens see of so many positions: whole pages. */
  public long copyBytes(int positions) {
    return bytes(kind -> pages(positions) - kind.firstPage(positions));
  }

  /**
   * The most positions of a sequence that never goes back.
   *
   * @param budget the bytes that it may take
   * @param most that are wanted
   */
  public int positions(long budget, int most) {
    int fit = 0;
    int tooMany = pages(most) + 1;
    while (tooMany - fit > 1) {
      int middle = (fit + tooMany) >>> 1;
      if (requestBytes((int) Math.min((long) middle * PAGE, most)) <= budget) {
        fit = middle;
      } else {
        tooMany = middle;
      }
    }
    return (int) Math.min((long) fit * PAGE, most);
  }

  /**
   * Tokens of sequences that never go back.
   *
   * @param budget the bytes that they may take together
   * @param each tokens of a sequence
   */
  public long room(long budget, int each) {
    double sequences = (double) (budget / blockBytes() * blockBytes()) / requestBytes(each);
    return (long) (sequences * pages(each) * PAGE);
  }

  private long bytes(ToIntFunction<KvKind> pages) {
    KvKinds kinds = new KvKinds(this);
    long blocks =
        kinds.all().stream().mapToLong(kind -> (long) kind.blocks() * pages.applyAsInt(kind)).sum();
    return blocks * bytes(kinds.block());
  }

  private long bytes(List<Heads> some) {
    long bytes = 0;
    for (Heads heads : some) {
      long scales = type.scaled() ? 2L * PAGE * Float.BYTES : 0;
      bytes += heads.count() * (keyBytes(heads) + valueBytes(heads) + scales);
    }
    return bytes;
  }

  long keyBytes(Heads heads) {
    return (long) PAGE * heads.size() * type.bytes();
  }

  long valueBytes(Heads heads) {
    return (long) PAGE * heads.valueStrips() * PageKernel.STRIP * type.bytes();
  }

  /** For people, and to tell layouts apart: only pages of equal descriptions can be exchanged. */
  public String description() {
    Heads first = layers.getFirst();
    boolean alike = layers.stream().allMatch(first::equals);
    String heads =
        alike ? first.count() + " heads of " + first.size() + " elements" : layers.toString();
    return String.format(
        Locale.ROOT, // files have it
        "%s, %d layers%s, %s, pages of %d in strips of %d",
        type,
        layers.size(),
        kindsText(),
        heads,
        PAGE,
        PageKernel.STRIP);
  }

  private String kindsText() {
    if (Collections.max(windows) == 0) {
      return "";
    }
    return windows.stream()
        .map(window -> Integer.toString(window))
        .collect(Collectors.joining(" ", " with windows ", ""));
  }
}
