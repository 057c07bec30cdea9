package org.llamajvm.models.constraint.hostname;

import java.util.Arrays;
import java.util.Set;

/** Labels that are written from right to left, and what may stand beside them: RFC 5893. */
final class BidiRule {

  private static final Set<Byte> RIGHT_TO_LEFT =
      Set.of(Character.DIRECTIONALITY_RIGHT_TO_LEFT, Character.DIRECTIONALITY_RIGHT_TO_LEFT_ARABIC);

  private static final Set<Byte> NEUTRAL =
      Set.of(
          Character.DIRECTIONALITY_EUROPEAN_NUMBER,
          Character.DIRECTIONALITY_EUROPEAN_NUMBER_SEPARATOR,
          Character.DIRECTIONALITY_COMMON_NUMBER_SEPARATOR,
          Character.DIRECTIONALITY_EUROPEAN_NUMBER_TERMINATOR,
          Character.DIRECTIONALITY_OTHER_NEUTRALS,
          Character.DIRECTIONALITY_BOUNDARY_NEUTRAL,
          Character.DIRECTIONALITY_NONSPACING_MARK);

  private BidiRule() {}

  /** Whether a label is one of right to left, so that the rule holds for the whole name. */
  static boolean isRightToLeft(int[] label) {
    return Arrays.stream(label)
        .anyMatch(c -> isRight(c) || is(c, Character.DIRECTIONALITY_ARABIC_NUMBER));
  }

  /** Whether a label may stand in such a name. */
  static boolean allows(int[] label) {
    boolean right = isRight(label[0]);
    byte numbers = Character.DIRECTIONALITY_EUROPEAN_NUMBER;
    byte arabic = Character.DIRECTIONALITY_ARABIC_NUMBER;
    int last = label.length - 1;
    while (last > 0 && is(label[last], Character.DIRECTIONALITY_NONSPACING_MARK)) {
      last--;
    }
    if (right) {
      boolean mixed =
          Arrays.stream(label).anyMatch(c -> is(c, numbers))
              && Arrays.stream(label).anyMatch(c -> is(c, arabic));
      return !mixed
          && Arrays.stream(label).allMatch(c -> isRight(c) || is(c, arabic) || isNeutral(c))
          && (isRight(label[last]) || is(label[last], numbers) || is(label[last], arabic));
    }
    return isLeft(label[0])
        && Arrays.stream(label).allMatch(c -> isLeft(c) || isNeutral(c))
        && (isLeft(label[last]) || is(label[last], numbers));
  }

  private static boolean isLeft(int codePoint) {
    return is(codePoint, Character.DIRECTIONALITY_LEFT_TO_RIGHT);
  }

  private static boolean isRight(int codePoint) {
    return RIGHT_TO_LEFT.contains(Character.getDirectionality(codePoint));
  }

  private static boolean isNeutral(int codePoint) {
    return NEUTRAL.contains(Character.getDirectionality(codePoint));
  }

  private static boolean is(int codePoint, byte direction) {
    return Character.getDirectionality(codePoint) == direction;
  }
}
