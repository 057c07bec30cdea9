package org.llamajvm.engine.cache;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The kinds of layers of a model, and where in a page of its kind a layer lies. All memory is taken
 * in blocks of one size, so that what one kind gives back any other can take: a block holds {@value
 * KvLayout#PAGE} positions of as many layers as divide the number of layers of every kind. Models
 * whose layers have different heads have one kind, which sees everything. Immutable.
 */
final class KvKinds {

  private final List<KvKind> all = new ArrayList<>();
  private final List<KvLayout.Heads> block;
  private final KvKind[] kinds; // of each layer
  private final int[] places; // of each layer among those of its kind

  KvKinds(KvLayout layout) {
    List<Integer> windows = layout.windows();
    List<KvLayout.Heads> layers = layout.layers();
    boolean alike = layers.stream().distinct().count() <= 1;
    Map<Integer, Integer> counts = new LinkedHashMap<>();
    kinds = new KvKind[layers.size()];
    places = new int[layers.size()];
    for (int layer = 0; layer < kinds.length; layer++) {
      int window = alike ? windows.get(layer) : 0;
      places[layer] = counts.merge(window, 1, Integer::sum) - 1;
    }
    int size = counts.values().stream().reduce(0, KvKinds::gcd);
    Map<Integer, KvKind> byWindow = new HashMap<>();
    counts.forEach((window, count) -> {
      KvKind kind = new KvKind(all.size(), window, count / size);
      all.add(kind);
      byWindow.put(window, kind);
    });
    block = layers.subList(0, size);
    for (int layer = 0; layer < kinds.length; layer++) {
      kinds[layer] = byWindow.get(alike ? windows.get(layer) : 0);
    }
  }

  private static int gcd(int a, int b) {
    return b == 0 ? a : gcd(b, a % b);
  }

  /** The kinds, in the order of their first layers. */
  List<KvKind> all() {
    return all;
  }

  /** The kind of a layer. */
  KvKind of(int layer) {
    return kinds[layer];
  }

  /** The heads of the layers of a block. */
  List<KvLayout.Heads> block() {
    return block;
  }

  /** The block of a page that a layer lies in. */
  int blockOf(int layer) {
    return places[layer] / block.size();
  }

  /** The place of a layer in its block. */
  int placeOf(int layer) {
    return places[layer] % block.size();
  }
}
