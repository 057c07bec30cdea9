package org.llamajvm.models.schedule;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SequencedMap;
import java.util.TreeMap;

/**
 * A queue in which keys take turns: whoever has many elements in it delays those of others by one
 * for each turn. Of one key the element of the smallest rank leaves first, of one rank the first
 * that came. Not safe for use by several threads.
 *
 * @param <T> type of the elements
 */
final class FairQueue<T> {

  /** Of every key that has elements, in the order of their turns. */
  private final SequencedMap<String, NavigableMap<Place, T>> keys = new LinkedHashMap<>();

  private int size;
  private long added;

  /** Where an element of a key is. */
  private record Place(long rank, long number) implements Comparable<Place> {

    private static final Comparator<Place> ORDER =
        Comparator.comparingLong(Place::rank).thenComparingLong(Place::number);

    @Override
    public int compareTo(Place other) {
      return ORDER.compare(this, other);
    }
  }

  int size() {
    return size;
  }

  boolean isEmpty() {
    return size == 0;
  }

  /**
   * Adds an element.
   *
   * @return how many elements leave before it, if none is added
   */
  int add(String key, long rank, T element) {
    NavigableMap<Place, T> own = keys.computeIfAbsent(key, _ -> new TreeMap<>());
    Place place = new Place(rank, added++);
    int turns = own.headMap(place).size();
    own.put(place, element);
    size++;
    int ahead = turns;
    boolean earlier = true;
    for (Map.Entry<String, NavigableMap<Place, T>> other : keys.entrySet()) {
      if (other.getKey().equals(key)) {
        earlier = false;
      } else {
        ahead += Math.min(other.getValue().size(), earlier ? turns + 1 : turns);
      }
    }
    return ahead;
  }

  /** The element that leaves next; null if there is none. */
  T peek() {
    return isEmpty() ? null : keys.firstEntry().getValue().firstEntry().getValue();
  }

  /** Takes the element that leaves next; the next turn is another key's. */
  T poll() {
    if (isEmpty()) {
      return null;
    }
    String key = keys.firstEntry().getKey();
    NavigableMap<Place, T> own = keys.remove(key);
    T element = own.pollFirstEntry().getValue();
    size--;
    if (!own.isEmpty()) {
      keys.put(key, own);
    }
    return element;
  }

  /** Takes an element out, wherever it is; returns whether it was there. */
  boolean remove(String key, T element) {
    NavigableMap<Place, T> own = keys.get(key);
    if (own == null || !own.values().remove(element)) {
      return false;
    }
    size--;
    if (own.isEmpty()) {
      keys.remove(key);
    }
    return true;
  }

  /** All elements in the order in which they leave, if none is added. */
  List<T> inOrder() {
    List<T> order = new ArrayList<>(size);
    List<Iterator<T>> left = new ArrayList<>();
    keys.values().forEach(own -> left.add(own.values().iterator()));
    while (!left.isEmpty()) {
      left.forEach(own -> order.add(own.next()));
      left.removeIf(own -> !own.hasNext());
    }
    return order;
  }
}
