package org.llamajvm.tokenizer.jinja.library;

import java.util.Map;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import org.llamajvm.tokenizer.jinja.syntax.Whitespace;

/** {@code str.isdigit} and its kind: what every character of a text is. */
final class CharacterTests {
  static final Map<String, Predicate<String>> ALL =
      Map.of(
          "isdigit", text -> all(text, CharacterTests::isDigit),
          "isdecimal", text -> all(text, Character::isDigit),
          "isnumeric", text -> all(text, CharacterTests::isNumeric),
          "isalpha", text -> all(text, Character::isLetter),
          "isalnum", text -> all(text, c -> Character.isLetter(c) || isNumeric(c)),
          "isspace", text -> all(text, Whitespace::is),
          "isascii", text -> text.chars().allMatch(c -> c < 0x80),
          "isupper", CharacterTests::isUpper,
          "islower", CharacterTests::isLower,
          "istitle", CharacterTests::isTitle);

  private CharacterTests() {}

  private static boolean all(String text, IntPredicate test) {
    return !text.isEmpty() && text.codePoints().allMatch(test);
  }

  /**
   * Decimal digits, and digits that are raised, lowered or circled (Unicode's Numeric_Type=Digit).
   */
  private static boolean isDigit(int c) {
    return Character.isDigit(c)
        || c == 0xb2
        || c == 0xb3
        || c == 0xb9
        || (c >= 0x1369 && c <= 0x1371)
        || c == 0x19da
        || c == 0x2070
        || (c >= 0x2074 && c <= 0x2079)
        || (c >= 0x2080 && c <= 0x2089)
        || (c >= 0x2460 && c <= 0x2468)
        || (c >= 0x2474 && c <= 0x247c)
        || (c >= 0x2488 && c <= 0x2490)
        || c == 0x24ea
        || (c >= 0x24f5 && c <= 0x24fd)
        || c == 0x24ff
        || (c >= 0x2776 && c <= 0x277e)
        || (c >= 0x2780 && c <= 0x2788)
        || (c >= 0x278a && c <= 0x2792);
  }

  private static boolean isNumeric(int c) {
    int type = Character.getType(c);
    return isDigit(c) || type == Character.LETTER_NUMBER || type == Character.OTHER_NUMBER;
  }

  static boolean isUpper(String text) {
    return text.codePoints().anyMatch(Character::isUpperCase)
        && text.codePoints().noneMatch(c -> Character.isLowerCase(c) || Character.isTitleCase(c));
  }

  static boolean isLower(String text) {
    return text.codePoints().anyMatch(Character::isLowerCase)
        && text.codePoints().noneMatch(c -> Character.isUpperCase(c) || Character.isTitleCase(c));
  }

  private static boolean isTitle(String text) {
    boolean inWord = false;
    boolean any = false;
    for (int c : text.codePoints().toArray()) {
      boolean capital = Character.isUpperCase(c) || Character.isTitleCase(c);
      boolean small = Character.isLowerCase(c);
      if (capital == inWord && (capital || small)) {
        return false;
      }
      inWord = capital || small;
      any |= inWord;
    }
    return any;
  }
}
