package org.llamajvm.tokenizer.jinja.value;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The pieces into which a text is cut, counted while they are made. */
final class Parts {
  private final Deque<Value> parts = new ArrayDeque<>();
  private final Meter meter;

  Parts(Meter meter) {
    this.meter = meter;
  }

  void addLast(Str part) {
    count(part);
    parts.addLast(part);
  }

  void addFirst(Str part) {
    count(part);
    parts.addFirst(part);
  }

  private void count(Str part) {
    Bounds.checkItems(parts.size() + 1L);
    meter.made(part);
  }

  List<Value> inOrder() {
    return List.copyOf(parts);
  }
}
