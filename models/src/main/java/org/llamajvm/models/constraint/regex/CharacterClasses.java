package org.llamajvm.models.constraint.regex;

import java.util.List;
import java.util.Locale;
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
              CodePoints.of(" \t\n\u000b\f\r\u00a0\u1680\u2028\u2029\u202f\u205f\u3000\ufeff"),
              CodePoints.range(0x2000, 0x200A)));

  /** What a full stop stands for. */
  static final CodePoints DOT = CodePoints.of("\n\r\u2028\u2029").complement();

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
    if (!name.matches("[LMNPSZC][a-z&]?")) {
      return Optional.empty();
    }
    try {
      java.util.function.Predicate<String> matcher =
          java.util.regex.Pattern.compile(
                  "\\p{" + name.toUpperCase(Locale.ROOT).charAt(0) + name.substring(1) + "}")
              .asMatchPredicate();
      return Optional.of(CodePoints.where(c -> matcher.test(Character.toString(c))));
    } catch (java.util.regex.PatternSyntaxException e) {
      return Optional.empty();
    }
  }
}
