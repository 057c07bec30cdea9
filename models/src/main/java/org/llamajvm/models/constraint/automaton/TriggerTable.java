package org.llamajvm.models.constraint.automaton;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/**
 * Finds the first of several texts in a sequence of bytes, byte by byte, as Aho and Corasick do.
 * Immutable when built.
 */
final class TriggerTable {

  /** The state in which nothing was read. */
  static final int START = 0;

  private final List<int[]> next = new ArrayList<>();
  private final List<Node> then = new ArrayList<>();
  private final BitSet insideSpecial = new BitSet();

  private TriggerTable() {
    addState();
  }

  /**
   * Builds a table.
   *
   * @param triggers the texts in UTF-8 with {@link SpecialBytes} in them, and what follows each
   */
  static TriggerTable of(Map<String, Node> triggers) {
    TriggerTable table = new TriggerTable();
    triggers.forEach((text, node) -> table.add(SpecialBytes.encode(text), node));
    table.link();
    return table;
  }

  private int addState() {
    int[] row = new int[256];
    Arrays.fill(row, -1);
    next.add(row);
    then.add(null);
    return next.size() - 1;
  }

  private void add(byte[] text, Node node) {
    int state = START;
    for (byte b : text) {
      int[] row = next.get(state);
      if (row[b & 0xff] < 0) {
        row[b & 0xff] = addState();
      }
      boolean inside = insideSpecial.get(state) != ((b & 0xff) == SpecialBytes.MARK);
      state = row[b & 0xff];
      insideSpecial.set(state, inside);
    }
    then.set(state, node);
  }

  /** Fills the rows: where a text breaks off, the longest beginning that still fits goes on. */
  private void link() {
    int[] fallback = new int[next.size()];
    Deque<Integer> open = new ArrayDeque<>(List.of(START));
    while (!open.isEmpty()) {
      int state = open.poll();
      int[] row = next.get(state);
      for (int b = 0; b < 256; b++) {
        int other = state == START ? START : next.get(fallback[state])[b];
        if (row[b] < 0) {
          row[b] = other;
        } else {
          fallback[row[b]] = other;
          if (then.get(row[b]) == null) {
            then.set(row[b], then.get(other));
          }
          open.add(row[b]);
        }
      }
    }
  }

  /** The state after a byte. */
  int step(int state, int value) {
    return next.get(state)[value];
  }

  /** What follows the trigger that was read last; null if none was. */
  Node then(int state) {
    return then.get(state);
  }

  /** Whether the name of a special token has begun and not ended. */
  boolean isInsideSpecial(int state) {
    return insideSpecial.get(state);
  }

  /** Whether a text can follow any trigger. */
  boolean hasThen() {
    return then.stream().anyMatch(node -> node != null && node.isProductive());
  }
}
