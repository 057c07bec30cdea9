package org.llamajvm.models.constraint.regex;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Characters that differ in their case only, by Unicode's simple case folding. */
final class CaseFolding {

  /** The dotted and the dotless i of Turkish have no partners in other languages. */
  private static final int DOTTED = 0x130;

  private static final int DOTLESS = 0x131;

  /** All characters that have partners, each with its partners and itself. */
  private static final NavigableMap<Integer, CodePoints> FAMILIES = families();

  private CaseFolding() {}

  private static NavigableMap<Integer, CodePoints> families() {
    Map<Integer, List<CodePoints>> byFolded = new HashMap<>();
    for (int c = 0; c <= CodePoints.LAST; c++) {
      int folded = fold(c);
      if (folded != c) {
        byFolded
            .computeIfAbsent(folded, first -> new ArrayList<>(List.of(CodePoints.of(first))))
            .add(CodePoints.of(c));
      }
    }
    NavigableMap<Integer, CodePoints> families = new TreeMap<>();
    for (List<CodePoints> members : byFolded.values()) {
      CodePoints family = CodePoints.union(members);
      members.forEach(member -> families.put(member.ranges().getFirst().from(), family));
    }
    return families;
  }

  private static int fold(int c) {
    return c == DOTTED || c == DOTLESS ? c : Character.toLowerCase(Character.toUpperCase(c));
  }

  /** A set with all characters that differ from one of its own in their case only. */
  static CodePoints close(CodePoints set) {
    List<CodePoints> all = new ArrayList<>();
    all.add(set);
    for (CodePoints.Range range : set.ranges()) {
      all.addAll(FAMILIES.subMap(range.from(), true, range.to(), true).values());
    }
    return CodePoints.union(all);
  }
}
