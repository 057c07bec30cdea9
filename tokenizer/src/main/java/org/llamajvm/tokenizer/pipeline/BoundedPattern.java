package org.llamajvm.tokenizer.pipeline;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.llamajvm.tokenizer.UnboundedPatternException;

/**
 * A regular expression that came with a tokenizer and may be hostile: each search looks at no more
 * than 1,000 characters for each of its text, and 10,000 besides. Immutable.
 */
public final class BoundedPattern {

  private static final long LOOKS = 10_000;
  private static final long LOOKS_PER_CHAR = 1_000;

  private final Pattern pattern;

  /** Bounds a pattern. */
  public BoundedPattern(Pattern pattern) {
    this.pattern = pattern;
  }

  /** The regular expression. */
  public String regex() {
    return pattern.pattern();
  }

  /** Takes what a pattern finds. */
  @FunctionalInterface
  interface Found {
    /** A match from {@code start} to before {@code end}. */
    void at(int start, int end);
  }

  /**
   * Finds all matches in order.
   *
   * @throws UnboundedPatternException if that takes too long
   */
  void findAll(String text, Found found) {
    Matcher matcher = pattern.matcher(new CountedText(text, pattern.pattern()));
    while (find(matcher, text)) {
      found.at(matcher.start(), matcher.end());
    }
  }

  private boolean find(Matcher matcher, String text) {
    try {
      return matcher.find();
    } catch (StackOverflowError _) {
      throw new UnboundedPatternException(
          pattern.pattern(), "more stack than there is", text.length());
    }
  }

  /** Counts how often a matcher looks at it. Matchers take no parts of it and keep none. */
  private static final class CountedText implements CharSequence {
    private final String text;
    private final String regex;
    private long left;

    CountedText(String text, String regex) {
      this.text = text;
      this.regex = regex;
      this.left = LOOKS + LOOKS_PER_CHAR * text.length();
    }

    @Override
    public char charAt(int index) {
      if (--left < 0) {
        throw new UnboundedPatternException(regex, "too many steps", text.length());
      }
      return text.charAt(index);
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return text.substring(start, end);
    }

    @Override
    public String toString() {
      return text;
    }
  }
}
