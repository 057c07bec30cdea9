package org.llamajvm.tokenizer.pipeline;

/** Classes of characters as the regular expressions of tokenizers mean them. */
final class CharClasses {

  private static final int LETTERS =
      1 << Character.UPPERCASE_LETTER
          | 1 << Character.LOWERCASE_LETTER
          | 1 << Character.TITLECASE_LETTER
          | 1 << Character.MODIFIER_LETTER
          | 1 << Character.OTHER_LETTER;
  private static final int NUMBERS =
      1 << Character.DECIMAL_DIGIT_NUMBER
          | 1 << Character.LETTER_NUMBER
          | 1 << Character.OTHER_NUMBER;
  private static final int MARKS =
      1 << Character.NON_SPACING_MARK
          | 1 << Character.ENCLOSING_MARK
          | 1 << Character.COMBINING_SPACING_MARK;

  private CharClasses() {}

  /** {@code \p{L}}. */
  static boolean isLetter(int c) {
    return (LETTERS >>> Character.getType(c) & 1) != 0;
  }

  /** {@code \p{N}}. */
  static boolean isNumber(int c) {
    return (NUMBERS >>> Character.getType(c) & 1) != 0;
  }

  /** {@code \p{N}} with the numbers that Unicode 17 added, which the JDK may not know yet. */
  static boolean isNumeric(int c) {
    return isNumber(c) || (c >= 0x11DE0 && c <= 0x11DE9) || (c >= 0x16FF4 && c <= 0x16FF6);
  }

  /** {@code \s}, the property White_Space. */
  static boolean isWhitespace(int c) {
    return switch (c) {
      case ' ', '\t', '\n', 0x0B, '\f', '\r', 0x85, 0xA0, 0x1680 -> true;
      case 0x2028, 0x2029, 0x202F, 0x205F, 0x3000 -> true;
      default -> c >= 0x2000 && c <= 0x200A;
    };
  }

  /** {@code \w} of UTS #18: Alphabetic, marks, decimal digits, connectors, Join_Control. */
  static boolean isWord(int c) {
    int type = Character.getType(c);
    return Character.isAlphabetic(c)
        || (MARKS >>> type & 1) != 0
        || type == Character.DECIMAL_DIGIT_NUMBER
        || type == Character.CONNECTOR_PUNCTUATION
        || c == 0x200C
        || c == 0x200D;
  }

  /** The first index from {@code from} on that is not whitespace. */
  static int skipWhitespace(String text, int from) {
    int i = from;
    while (i < text.length() && isWhitespace(text.charAt(i))) {
      i++;
    }
    return i;
  }

  /**
   * The smallest index from {@code limit} on after which there is only whitespace up to {@code to}.
   */
  static int skipWhitespaceBack(String text, int to, int limit) {
    int i = to;
    while (i > limit && isWhitespace(text.charAt(i - 1))) {
      i--;
    }
    return i;
  }
}
