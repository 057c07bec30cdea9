package org.llamajvm.models.constraint.hostname;

import java.lang.Character.UnicodeScript;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.Set;
import java.util.function.IntPredicate;

/**
 * A label of a host's name in Unicode, and the rules of IDNA 2008 for it: RFC 5891 to 5893. Where a
 * non-joiner may stand between letters, only Arabic is known; other scripts need a virama.
 *
 * @param text code points, not to be changed
 */
record UnicodeLabel(int[] text) {

  private static final Set<UnicodeScript> JAPANESE =
      Set.of(UnicodeScript.HIRAGANA, UnicodeScript.KATAKANA, UnicodeScript.HAN);

  private static final int HYPHEN = '-';

  /** Whether the label may be part of a name. */
  boolean isValid() {
    return text.length > 0 && hasHyphensInPlace() && !isMark(text[0]) && isNormal() && fits();
  }

  private boolean hasHyphensInPlace() {
    boolean prefixed = text.length > 3 && text[2] == HYPHEN && text[3] == HYPHEN;
    return text[0] != HYPHEN && text[text.length - 1] != HYPHEN && !prefixed;
  }

  private static boolean isMark(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK, Character.ENCLOSING_MARK ->
          true;
      default -> false;
    };
  }

  private boolean isNormal() {
    return Normalizer.isNormalized(new String(text, 0, text.length), Normalizer.Form.NFC);
  }

  private boolean fits() {
    for (int i = 0; i < text.length; i++) {
      CodePointKind kind = CodePointKind.of(text[i]);
      if (kind == CodePointKind.DISALLOWED || (kind == CodePointKind.CONTEXT && !fitsContext(i))) {
        return false;
      }
    }
    return true;
  }

  private boolean fitsContext(int index) {
    return switch (text[index]) {
      case 0xb7 -> isAt(index - 1, c -> c == 'l') && isAt(index + 1, c -> c == 'l');
      case 0x375 -> isAt(index + 1, c -> UnicodeScript.of(c) == UnicodeScript.GREEK);
      case 0x5f3, 0x5f4 -> isAt(index - 1, c -> UnicodeScript.of(c) == UnicodeScript.HEBREW);
      case 0x30fb -> Arrays.stream(text).anyMatch(c -> c != 0x30fb && isJapanese(c));
      case 0x200c -> isAt(index - 1, UnicodeLabel::isVirama) || isBetweenArabic(index);
      case 0x200d -> isAt(index - 1, UnicodeLabel::isVirama);
      default -> Arrays.stream(text).noneMatch(c -> isOtherDigit(c, text[index]));
    };
  }

  private boolean isAt(int index, IntPredicate condition) {
    return index >= 0 && index < text.length && condition.test(text[index]);
  }

  private static boolean isJapanese(int codePoint) {
    return JAPANESE.contains(UnicodeScript.of(codePoint));
  }

  private static boolean isVirama(int codePoint) {
    String name = Character.getName(codePoint);
    return name != null && name.endsWith("SIGN VIRAMA");
  }

  /** Whether two code points are digits of the two Arabic forms. */
  private static boolean isOtherDigit(int some, int other) {
    return CodePointKind.isArabicDigit(some) && (some < 0x6f0) != (other < 0x6f0);
  }

  private boolean isBetweenArabic(int index) {
    int before = index - 1;
    while (isAt(before, UnicodeLabel::isMark)) {
      before--;
    }
    int after = index + 1;
    while (isAt(after, UnicodeLabel::isMark)) {
      after++;
    }
    return isAt(before, ArabicLetters::joinsNext) && isAt(after, ArabicLetters::joinsLast);
  }
}
