package org.llamajvm.models.constraint.hostname;

/** How letters of the block Arabic join their neighbours. */
final class ArabicLetters {

  /** Letters that join on both sides, as pairs of first and last. */
  private static final String BOTH_SIDES =
      "\u0620\u0620\u0626\u0626\u0628\u0628\u062a\u062e\u0633\u063f\u0641\u0647\u0649\u064a"
          + "\u066e\u066f\u0678\u0687\u069a\u06bf\u06c1\u06c2\u06cc\u06cc\u06ce\u06ce\u06d0\u06d1"
          + "\u06fa\u06fc\u06ff\u06ff";

  private static final int HAMZA = 0x621;

  private static final int HIGH_HAMZA = 0x674;

  private ArabicLetters() {}

  /** Whether a letter joins the one that follows. */
  static boolean joinsNext(int codePoint) {
    for (int i = 0; i < BOTH_SIDES.length(); i += 2) {
      if (codePoint >= BOTH_SIDES.charAt(i) && codePoint <= BOTH_SIDES.charAt(i + 1)) {
        return true;
      }
    }
    return false;
  }

  /** Whether a letter joins the one before. */
  static boolean joinsLast(int codePoint) {
    return codePoint >= 0x620
        && codePoint <= 0x6ff
        && Character.getType(codePoint) == Character.OTHER_LETTER
        && codePoint != HAMZA
        && codePoint != HIGH_HAMZA;
  }
}
