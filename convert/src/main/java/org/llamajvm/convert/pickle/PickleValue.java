package org.llamajvm.convert.pickle;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A value that a pickle describes. */
public sealed interface PickleValue {

  /** How many containers lie within each other here: 0 for a value that holds no other. */
  default int depth() {
    return 0;
  }

  /** Python's {@code None}. */
  record None() implements PickleValue {}

  /** A truth value. */
  record Bool(boolean value) implements PickleValue {}

  /** An integer of at most 64 bits. */
  record Int(long value) implements PickleValue {}

  /** A binary64 number. */
  record Real(double value) implements PickleValue {}

  /** A string. */
  record Text(String value) implements PickleValue {}

  /** A name from the list of those that are allowed, not yet called. */
  record Named(KnownName name) implements PickleValue {}

  /**
   * A storage: a flat run of elements in an entry of the archive.
   *
   * @param type what the elements are
   * @param key name of the entry in the archive's {@code data} folder
   * @param count number of elements
   */
  record Storage(StorageType type, String key, long count) implements PickleValue {}

  /**
   * A tensor: a view of a storage.
   *
   * @param storage the elements
   * @param offset number of the first element
   * @param shape size of every axis, outermost first
   * @param strides elements from one index of an axis to the next
   */
  record Tensor(Storage storage, long offset, List<Long> shape, List<Long> strides)
      implements PickleValue {

    /** Copies the lists. */
    public Tensor {
      shape = List.copyOf(shape);
      strides = List.copyOf(strides);
    }
  }

  /** A tuple. */
  record Tuple(List<PickleValue> items, int depth) implements PickleValue {

    /** Makes a tuple of these items. */
    static Tuple of(List<PickleValue> items) {
      return new Tuple(
          List.copyOf(items), 1 + items.stream().mapToInt(PickleValue::depth).max().orElse(0));
    }
  }

  /** A list. It grows while the pickle is read. */
  final class Sequence implements PickleValue {

    private final List<PickleValue> items = new ArrayList<>();
    private int depth = 1;

    void add(PickleValue item) {
      items.add(item);
      depth = Math.max(depth, 1 + item.depth());
    }

    /** The items, in order. */
    public List<PickleValue> items() {
      return Collections.unmodifiableList(items);
    }

    @Override
    public int depth() {
      return depth;
    }
  }

  /** A dictionary whose keys are strings or integers. It grows while the pickle is read. */
  final class Dictionary implements PickleValue {

    private final Map<PickleValue, PickleValue> items = new LinkedHashMap<>();
    private int depth = 1;

    /** Adds an item and tells whether its key is new. */
    boolean put(PickleValue key, PickleValue value) {
      depth = Math.max(depth, 1 + value.depth());
      return items.put(key, value) == null;
    }

    /** The items, in the order in which they were added. */
    public Map<PickleValue, PickleValue> items() {
      return Collections.unmodifiableMap(items);
    }

    @Override
    public int depth() {
      return depth;
    }
  }
}
