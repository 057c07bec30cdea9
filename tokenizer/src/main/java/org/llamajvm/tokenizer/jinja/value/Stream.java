package org.llamajvm.tokenizer.jinja.value;

import java.util.List;
import java.util.Optional;

/** The items of a filter such as {@code map}: they can be read once, as a Python generator's. */
public final class Stream implements Value {
  private final String typeName;
  private List<Value> items;

  /** A stream of these items. */
  public Stream(String typeName, List<Value> items) {
    this.typeName = typeName;
    this.items = items;
  }

  /** A generator of these items. */
  public static Stream of(List<Value> items) {
    return new Stream("generator", items);
  }

  /** The items that nobody has read yet; none are left after. */
  public List<Value> drain() {
    List<Value> rest = items;
    items = List.of();
    return rest;
  }

  /** The first item that nobody has read yet, which is taken. */
  public Optional<Value> next() {
    if (items.isEmpty()) {
      return Optional.empty();
    }
    Value first = items.getFirst();
    items = items.subList(1, items.size());
    return Optional.of(first);
  }

  @Override
  public long bytes() {
    return 64 + 8L * items.size();
  }

  @Override
  public int nesting() {
    return Bounds.nest(items);
  }

  @Override
  public String typeName() {
    return typeName;
  }
}
