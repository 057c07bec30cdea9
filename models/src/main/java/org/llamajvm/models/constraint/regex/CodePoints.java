package org.llamajvm.models.constraint.regex;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntPredicate;

/** A set of characters. Immutable. */
public final class CodePoints {

  /** The largest character. */
  public static final int LAST = Character.MAX_CODE_POINT;

  /**
   * Characters from one to another, both inclusive.
   *
   * @param from the first
   * @param to the last
   */
  public record Range(int from, int to) {}

  private final List<Range> ranges;

  private CodePoints(List<Range> ranges) {
    this.ranges = ranges;
  }

  /** The characters from one to another, both inclusive. */
  public static CodePoints range(int from, int to) {
    return new CodePoints(List.of(new Range(from, to)));
  }

  /** One character. */
  public static CodePoints of(int codePoint) {
    return range(codePoint, codePoint);
  }

  /** These characters. */
  public static CodePoints of(String characters) {
    return union(characters.codePoints().mapToObj(CodePoints::of).toList());
  }

  /** The characters that something is true of. */
  public static CodePoints where(IntPredicate predicate) {
    List<Range> found = new ArrayList<>();
    int from = -1;
    for (int c = 0; c <= LAST + 1; c++) {
      boolean member = c <= LAST && predicate.test(c);
      if (member && from < 0) {
        from = c;
      } else if (!member && from >= 0) {
        found.add(new Range(from, c - 1));
        from = -1;
      }
    }
    return new CodePoints(List.copyOf(found));
  }

  /** All characters of several sets. */
  public static CodePoints union(List<CodePoints> sets) {
    List<Range> sorted =
        sets.stream()
            .flatMap(set -> set.ranges.stream())
            .sorted(Comparator.comparingInt(Range::from))
            .toList();
    List<Range> merged = new ArrayList<>();
    for (Range range : sorted) {
      if (!merged.isEmpty() && range.from <= merged.getLast().to + 1) {
        Range last = merged.removeLast();
        merged.add(new Range(last.from, Math.max(last.to, range.to)));
      } else {
        merged.add(range);
      }
    }
    return new CodePoints(List.copyOf(merged));
  }

  /** All other characters. */
  public CodePoints complement() {
    List<Range> others = new ArrayList<>();
    int from = 0;
    for (Range range : union(List.of(this)).ranges) {
      if (range.from > from) {
        others.add(new Range(from, range.from - 1));
      }
      from = range.to + 1;
    }
    if (from <= LAST) {
      others.add(new Range(from, LAST));
    }
    return new CodePoints(List.copyOf(others));
  }

  /** The characters that another set does not have. */
  public CodePoints without(CodePoints other) {
    return union(List.of(complement(), other)).complement();
  }

  /** Whether a character is in the set. */
  public boolean contains(int codePoint) {
    return ranges.stream().anyMatch(range -> codePoint >= range.from && codePoint <= range.to);
  }

  /** The ranges in order, none of which touches another. */
  public List<Range> ranges() {
    return ranges;
  }
}
