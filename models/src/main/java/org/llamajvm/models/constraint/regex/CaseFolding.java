package org.llamajvm.models.constraint.regex;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Characters that differ in their case only, by Unicode's simple case folding. */
final class CaseFolding {

  /** The dotted and the dotless i of Turkish have no partners in other languages. */
  private static final int DOTTED = 0x130;

  private static final int DOTLESS = 0x131;

  private static final List<CodePoints> FAMILIES = families();

  private CaseFolding() {}

  private static List<CodePoints> families() {
    Map<Integer, List<CodePoints>> byFolded = new TreeMap<>();
    for (int c = 0; c <= CodePoints.LAST; c++) {
      int folded = fold(c);
      if (folded != c) {
        byFolded
            .computeIfAbsent(folded, first -> new ArrayList<>(List.of(CodePoints.of(first))))
            .add(CodePoints.of(c));
      }
    }
    return byFolded.values().stream().map(CodePoints::union).toList();
  }

  private static int fold(int c) {
    return c == DOTTED || c == DOTLESS ? c : Character.toLowerCase(Character.toUpperCase(c));
  }

  /** A set with all characters that differ from one of its own in their case only. */
  static CodePoints close(CodePoints set) {
    List<CodePoints> all = new ArrayList<>();
    all.add(set);
    for (CodePoints family : FAMILIES) {
      if (family.ranges().stream().anyMatch(range -> hasAny(set, range))) {
        all.add(family);
      }
    }
    return CodePoints.union(all);
  }

  private static boolean hasAny(CodePoints set, CodePoints.Range range) {
    return set.ranges().stream()
        .anyMatch(other -> other.from() <= range.to() && range.from() <= other.to());
  }
}
