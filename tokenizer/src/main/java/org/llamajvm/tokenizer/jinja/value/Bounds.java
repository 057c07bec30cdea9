package org.llamajvm.tokenizer.jinja.value;

import org.llamajvm.tokenizer.jinja.syntax.TemplateException;

/** How large one value may be; checked before it is made. */
public final class Bounds {
  /** Most UTF-16 units in one text. */
  public static final int MAX_TEXT = 1 << 24;

  /** Most items in one list, tuple or dictionary. */
  public static final int MAX_ITEMS = 1 << 20;

  /** Longest range, as in Jinja's sandbox. */
  public static final int MAX_RANGE = 100_000;

  /** Most bits in an integer: about the 4,300 digits that Python prints. */
  static final int MAX_BITS = 14_284;

  private static final int MAX_NESTING = 100;

  private Bounds() {}

  /**
   * Checks the length of a text.
   *
   * @throws TemplateException if it is too long
   */
  public static void checkText(long length) {
    if (length > MAX_TEXT) {
      throw TemplateException.limit("text longer than " + MAX_TEXT + " characters");
    }
  }

  /**
   * Checks the number of items.
   *
   * @throws TemplateException if there are too many
   */
  public static void checkItems(long count) {
    if (count > MAX_ITEMS) {
      throw TemplateException.limit("more than " + MAX_ITEMS + " items in one value");
    }
  }

  /**
   * Checks how deep a value lies in others.
   *
   * @throws TemplateException if it lies too deep
   */
  static void checkNesting(int depth) {
    if (depth > MAX_NESTING) {
      throw TemplateException.limit("values nest deeper than " + MAX_NESTING);
    }
  }

  static int nest(Iterable<Value> items) {
    int deepest = 0;
    for (Value item : items) {
      deepest = Math.max(deepest, item.nesting());
    }
    checkNesting(deepest + 1);
    return deepest + 1;
  }
}
