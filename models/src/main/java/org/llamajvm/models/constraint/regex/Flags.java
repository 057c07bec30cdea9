package org.llamajvm.models.constraint.regex;

import java.util.Optional;

/**
 * How a part of a regular expression is to be read.
 *
 * @param ignoreCase whether letters stand for both their cases
 * @param dotAll whether a full stop stands for ends of lines, too
 */
record Flags(boolean ignoreCase, boolean dotAll) {

  static final Flags NONE = new Flags(false, false);

  /**
   * These flags with changes, as in {@code (?i)}, {@code (?is-i:…)} and {@code (?-s)}.
   *
   * @return empty if a letter is none of the flags that are known
   */
  Optional<Flags> changed(String changes) {
    Flags changed = this;
    boolean value = true;
    for (int i = 0; i < changes.length(); i++) {
      switch (changes.charAt(i)) {
        case 'i' -> changed = new Flags(value, changed.dotAll);
        case 's' -> changed = new Flags(changed.ignoreCase, value);
        case '-' -> value = false;
        default -> {
          return Optional.empty();
        }
      }
    }
    return Optional.of(changed);
  }

  /** What is wrong with changes that are not known. */
  static String fault(String changes) {
    String unknown = changes.replaceAll("[is-]", "").substring(0, 1);
    return unknown.equals("m")
        ? "the flag 'm' is not supported: '^' and '$' stand for the ends of the text, not of lines"
        : "the flag '%s' is not supported; i and s are".formatted(unknown);
  }
}
