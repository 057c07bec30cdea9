package org.llamajvm.models.constraint.regex;

import java.util.List;
import java.util.Optional;

/** Sets of characters that regular expressions name. */
final class CharacterClasses {

  static final CodePoints DIGIT = CodePoints.range('0', '9');

  static final CodePoints WORD =
      CodePoints.union(
          List.of(
              DIGIT, CodePoints.range('a', 'z'), CodePoints.range('A', 'Z'), CodePoints.of('_')));

  static final CodePoints SPACE =
      CodePoints.union(
          List.of(
              CodePoints.range('\t', '\r'),
              CodePoints.of(" \u00a0\u1680\u2028\u2029\u202f\u205f\u3000\ufeff"),
              CodePoints.range(0x2000, 0x200A)));

  /** The general categories of Unicode, by their number in {@link Character#getType(int)}. */
  private static final String[] CATEGORIES = {
    "Cn", "Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Me", "Mc", "Nd", "Nl", "No", "Zs", "Zl", "Zp", "Cc",
    "Cf", "--", "Co", "Cs", "Pd", "Ps", "Pe", "Pc", "Po", "Sm", "Sc", "Sk", "So", "Pi", "Pf"
  };

  /** What a full stop stands for. */
  static final CodePoints DOT =
      CodePoints.union(
              List.of(CodePoints.of('\n'), CodePoints.of('\r'), CodePoints.range(0x2028, 0x2029)))
          .complement();

  private CharacterClasses() {}

  /**
   * A property of Unicode, such as {@code L}, {@code Lu}, {@code Letter} or {@code Script=Greek}.
   */
  static Optional<CodePoints> property(String name) {
    String plain = name.replace("General_Category=", "").replace("gc=", "");
    if (plain.startsWith("Script=") || plain.startsWith("sc=")) {
      return script(plain.substring(plain.indexOf('=') + 1));
    }
    return switch (plain) {
      case "Any" -> Optional.of(CodePoints.range(0, CodePoints.LAST));
      case "ASCII" -> Optional.of(CodePoints.range(0, 127));
      case "Alphabetic", "Alpha" -> Optional.of(CodePoints.where(Character::isAlphabetic));
      case "Letter" -> category("L");
      case "Uppercase_Letter" -> category("Lu");
      case "Lowercase_Letter" -> category("Ll");
      case "Number" -> category("N");
      case "Decimal_Number", "digit" -> category("Nd");
      case "Mark" -> category("M");
      case "Punctuation", "punct" -> category("P");
      case "Symbol" -> category("S");
      case "Separator" -> category("Z");
      default -> category(plain).or(() -> script(plain));
    };
  }

  private static Optional<CodePoints> script(String name) {
    try {
      Character.UnicodeScript script = Character.UnicodeScript.forName(name);
      return Optional.of(CodePoints.where(c -> Character.UnicodeScript.of(c) == script));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Optional<CodePoints> category(String name) {
    int types = 0;
    for (int type = 0; type < CATEGORIES.length; type++) {
      if (!name.isEmpty() && CATEGORIES[type].startsWith(name)) {
        types |= 1 << type;
      }
    }
    int wanted = types;
    return types == 0
        ? Optional.empty()
        : Optional.of(CodePoints.where(c -> (wanted >>> Character.getType(c) & 1) != 0));
  }
}
