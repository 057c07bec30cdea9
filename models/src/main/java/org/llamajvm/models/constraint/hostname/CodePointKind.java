package org.llamajvm.models.constraint.hostname;

import java.lang.Character.UnicodeScript;
import java.text.Normalizer;
import java.util.Locale;

/** What IDNA 2008 says of a code point in a label: RFC 5892. */
enum CodePointKind {
  /** It may stand anywhere. */
  VALID,
  /** It may stand beside some others only. */
  CONTEXT,
  /** It must not stand in a label. */
  DISALLOWED;

  private static final String ALWAYS_VALID = "\u00df\u03c2\u06fd\u06fe\u0f0b\u3007";

  private static final String NEVER_VALID =
      "\u0640\u07fa\u302e\u302f\u3031\u3032\u3033\u3034\u3035\u303b";

  private static final String BY_CONTEXT = "\u00b7\u0375\u05f3\u05f4\u200c\u200d\u30fb";

  /** Letters and marks that are not seen; others of that kind are neither, or not stable. */
  private static final String IGNORABLE = "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f";

  /** The dotless i, which is its own lower case, though its upper case has another one. */
  private static final int DOTLESS = 0x131;

  /** The kind of a code point, for the version of Unicode that the JDK knows. */
  static CodePointKind of(int codePoint) {
    if (ALWAYS_VALID.indexOf(codePoint) >= 0) {
      return VALID;
    }
    if (BY_CONTEXT.indexOf(codePoint) >= 0 || isArabicDigit(codePoint)) {
      return CONTEXT;
    }
    boolean valid =
        codePoint == '-'
            || (isLetterOrDigit(codePoint)
                && NEVER_VALID.indexOf(codePoint) < 0
                && !isIgnorable(codePoint)
                && !isOldHangul(codePoint)
                && !isMusical(codePoint)
                && isStable(codePoint));
    return valid ? VALID : DISALLOWED;
  }

  /** Whether it is a digit of Arabic, in either of its two forms. */
  static boolean isArabicDigit(int codePoint) {
    return (codePoint >= 0x660 && codePoint <= 0x669) || (codePoint >= 0x6f0 && codePoint <= 0x6f9);
  }

  private static boolean isLetterOrDigit(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.LOWERCASE_LETTER,
          Character.UPPERCASE_LETTER,
          Character.OTHER_LETTER,
          Character.DECIMAL_DIGIT_NUMBER,
          Character.MODIFIER_LETTER,
          Character.NON_SPACING_MARK,
          Character.COMBINING_SPACING_MARK ->
          true;
      default -> false;
    };
  }

  private static boolean isIgnorable(int codePoint) {
    return IGNORABLE.indexOf(codePoint) >= 0
        || (codePoint >= 0xfe00 && codePoint <= 0xfe0f)
        || (codePoint >= 0xe0100 && codePoint <= 0xe01ef);
  }

  private static boolean isOldHangul(int codePoint) {
    return (codePoint >= 0x1100 && codePoint <= 0x11ff)
        || (codePoint >= 0xa960 && codePoint <= 0xa97f)
        || (codePoint >= 0xd7b0 && codePoint <= 0xd7ff);
  }

  private static boolean isMusical(int codePoint) {
    return (codePoint >= 0x20d0 && codePoint <= 0x20ff)
        || (codePoint >= 0x1d100 && codePoint <= 0x1d24f);
  }

  /** Whether folding its case, and what is the same to readers, changes nothing. */
  private static boolean isStable(int codePoint) {
    String text = Character.toString(codePoint);
    String compatible = Normalizer.normalize(text, Normalizer.Form.NFKC);
    String folded = codePoint == DOTLESS ? compatible : fold(compatible);
    return Normalizer.normalize(folded, Normalizer.Form.NFKC).equals(text);
  }

  /** Small letters; of Cherokee, whose small ones are newer, the capitals. */
  private static String fold(String text) {
    String capitals = text.toUpperCase(Locale.ROOT);
    boolean cherokee = UnicodeScript.of(text.codePointAt(0)) == UnicodeScript.CHEROKEE;
    return cherokee ? capitals : capitals.toLowerCase(Locale.ROOT);
  }
}
