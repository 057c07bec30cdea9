package org.llamajvm.tokenizer.jinja.value;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;

/**
 * Text that knows which of its stretches came from outside the template, and whether it is markup:
 * what is put together with markup is escaped, unless it is markup, too.
 *
 * <p>Two texts are equal when they read the same, wherever they came from.
 */
public final class Str implements Value {
  private static final int[] TRUSTED = {};

  /** No text. */
  public static final Str EMPTY = new Str("", TRUSTED);

  private static final Str EMPTY_MARKUP = new Str("", TRUSTED, true);

  private final String text;

  /** Where untrusted stretches start and end, in UTF-16 units: start, end, start, end, … */
  private final int[] marks;

  /** Length in code points. */
  private final int length;

  private final boolean markup;

  Str(String text, int[] marks) {
    this(text, marks, false);
  }

  private Str(String text, int[] marks, boolean markup) {
    this.text = text;
    this.marks = marks;
    this.markup = markup;
    this.length = text.codePointCount(0, text.length());
  }

  /** Text of the template. */
  public static Str trusted(String text) {
    return new Str(text, TRUSTED);
  }

  /** Text from outside. */
  public static Str untrusted(String text) {
    return text.isEmpty() ? EMPTY : new Str(text, new int[] {0, text.length()});
  }

  /** The text alone. */
  public String text() {
    return text;
  }

  int[] marks() {
    return marks;
  }

  /** Length in UTF-16 units. */
  public int units() {
    return text.length();
  }

  /** Length in code points, which is what Python counts. */
  public int length() {
    return length;
  }

  /** The UTF-16 index of a code point. */
  public int unitIndex(int codePoint) {
    if (length == text.length()) {
      return codePoint;
    }
    return codePoint <= length / 2
        ? text.offsetByCodePoints(0, codePoint)
        : text.offsetByCodePoints(text.length(), codePoint - length);
  }

  /** The code point index of a UTF-16 index. */
  public int codePointIndex(int unit) {
    return length == text.length() ? unit : text.codePointCount(0, unit);
  }

  /**
   * The text in stretches, each either the template's own or from outside, and none empty.
   *
   * @param make takes the text of a stretch and whether it is the template's own
   */
  public <T> List<T> stretches(BiFunction<String, Boolean, T> make) {
    List<T> all = new ArrayList<>();
    int from = 0;
    for (int i = 0; i < marks.length; i += 2) {
      if (from < marks[i]) {
        all.add(make.apply(text.substring(from, marks[i]), true));
      }
      all.add(make.apply(text.substring(marks[i], marks[i + 1]), false));
      from = marks[i + 1];
    }
    if (from < text.length()) {
      all.add(make.apply(text.substring(from), true));
    }
    return List.copyOf(all);
  }

  /** The code point at an index of code points, as text. */
  public Str at(int codePoint) {
    int from = unitIndex(codePoint);
    return substring(from, from + Character.charCount(text.codePointAt(from)));
  }

  /** From one UTF-16 index to before another. */
  public Str substring(int from, int to) {
    if (from == 0 && to == text.length()) {
      return this;
    }
    if (from >= to) {
      return markup ? EMPTY_MARKUP : EMPTY;
    }
    return kept(new StrBuilder().append(this, from, to).build());
  }

  /** From a UTF-16 index on. */
  public Str substring(int from) {
    return substring(from, text.length());
  }

  /** This text and then another; escapes the one that is not markup if the other one is. */
  public Str plus(Str other) {
    boolean both = markup == other.markup;
    Str first = both || markup ? this : Texts.escape(this);
    Str second = both || other.markup ? other : Texts.escape(other);
    return first.kept(new StrBuilder().append(first).append(second).build());
  }

  /** Whether this is markup. */
  public boolean isMarkup() {
    return markup;
  }

  /** The same text as markup. */
  public Str asMarkup() {
    return markup ? this : new Str(text, marks, true);
  }

  /** What was made of this text: markup if this is. */
  Str kept(Str made) {
    return markup ? made.asMarkup() : made;
  }

  /** Whether no stretch came from outside. */
  public boolean isTrusted() {
    return marks.length == 0;
  }

  /** The whole text came from outside, or none of it did. */
  boolean isUniform() {
    return marks.length == 0 || (marks.length == 2 && marks[0] == 0 && marks[1] == text.length());
  }

  /** Other text that came from where this came from; from outside if any of this did. */
  public Str like(String other) {
    return isTrusted() ? trusted(other) : untrusted(other);
  }

  @Override
  public long bytes() {
    return 64 + 2L * text.length() + 4L * marks.length;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Str str && str.text.equals(text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String typeName() {
    return "str";
  }

  @Override
  public String toString() {
    return text + Arrays.toString(marks);
  }
}
