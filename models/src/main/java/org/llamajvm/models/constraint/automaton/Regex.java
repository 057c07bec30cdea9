package org.llamajvm.models.constraint.automaton;

import java.util.Arrays;

/**
 * A regular language over bytes. A step gives its derivative: what may follow. Made by {@link
 * Regexes}.
 */
public abstract class Regex extends Terminal {

  /** What is known of a language that was made by intersection or complement. */
  enum Content {
    UNKNOWN,
    SOME,
    NONE
  }

  private static final int FEW = 6;

  /** Levels that a derivative goes down at most, so that it needs little of a thread's stack. */
  private static final int MOST_LEVELS = 1_000;

  final Regexes factory;
  private final int levels;
  private final boolean nullable;
  private final boolean logical;
  Content content;
  private byte[] knownBytes = new byte[2];
  private Regex[] known = new Regex[2];
  private int knownCount;
  private ByteSet borders;

  /**
   * Begins a node.
   *
   * @param levels of the parts that a derivative may be taken of
   * @param logical whether the language may be empty without being {@link Regexes#none}: because an
   *     intersection or a complement is part of it
   */
  Regex(Regexes factory, int hash, int levels, boolean nullable, boolean logical) {
    super(hash);
    if (levels >= MOST_LEVELS) {
      throw new TooComplexException(
          "more than %d parts in a row that may be left out, or within each other"
              .formatted(MOST_LEVELS));
    }
    this.factory = factory;
    this.levels = levels + 1;
    this.nullable = nullable;
    this.logical = logical;
    content = nullable || !logical ? Content.SOME : Content.UNKNOWN;
  }

  @Override
  public final boolean isNullable() {
    return nullable;
  }

  /** How many levels a derivative goes down, this one included. */
  final int levels() {
    return levels;
  }

  /** The most levels of several. */
  static int levels(Regex... parts) {
    int most = 0;
    for (Regex part : parts) {
      most = Math.max(most, part.levels);
    }
    return most;
  }

  /** Whether an intersection or a complement is part of it. */
  final boolean isLogical() {
    return logical;
  }

  /** The derivative; computed once a byte. */
  final Regex derive(int value) {
    if (knownCount > FEW) {
      Regex found = known[value];
      if (found == null) {
        found = derivative(value);
        known[value] = found;
      }
      return found;
    }
    for (int i = 0; i < knownCount; i++) {
      if (knownBytes[i] == (byte) value) {
        return known[i];
      }
    }
    Regex found = derivative(value);
    remember(value, found);
    return found;
  }

  private void remember(int value, Regex found) {
    if (knownCount == FEW) {
      Regex[] all = new Regex[256];
      for (int i = 0; i < knownCount; i++) {
        all[knownBytes[i] & 0xff] = known[i];
      }
      all[value] = found;
      known = all;
      knownBytes = null;
      knownCount = FEW + 1;
      return;
    }
    if (knownCount == known.length) {
      knownBytes = Arrays.copyOf(knownBytes, FEW);
      known = Arrays.copyOf(known, FEW);
    }
    knownBytes[knownCount] = (byte) value;
    known[knownCount++] = found;
  }

  /** Forgets what was derived. */
  final void forget() {
    knownBytes = new byte[2];
    known = new Regex[2];
    knownCount = 0;
  }

  /** Computes the derivative: {@link Regexes#none} if no text begins with the byte. */
  abstract Regex derivative(int value);

  /** Bytes of one run between two of these have equal derivatives. */
  final ByteSet borders() {
    if (borders == null) {
      borders = new ByteSet();
      addBorders(borders);
    }
    return borders;
  }

  abstract void addBorders(ByteSet target);

  @Override
  public final Node step(int value) {
    Regex next = derive(value);
    return factory.isEmpty(next) ? null : next;
  }

  @Override
  public final boolean isProductive() {
    return !factory.isEmpty(this);
  }
}
