package org.llamajvm.models.constraint.regex;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.llamajvm.models.constraint.automaton.GrammarException;

/** Reads sets of characters and escapes. For one text. */
final class ClassParser {

  private final String text;
  private int at;
  private boolean ignoresCase;
  private final Map<String, Optional<CodePoints>> properties = new HashMap<>();

  ClassParser(String text) {
    this.text = text;
  }

  void moveTo(int position) {
    at = position;
  }

  int position() {
    return at;
  }

  /** From now on, letters stand for both their cases, or do not. */
  void ignoreCase(boolean value) {
    ignoresCase = value;
  }

  /** A character that was written, or a range of them, in all cases that count. */
  CodePoints cased(CodePoints set) {
    return ignoresCase ? CaseFolding.close(set) : set;
  }

  /** A fault at the position. */
  GrammarException fault(String what) {
    String part = text.length() <= 60 ? text : text.substring(0, 57) + "...";
    return new GrammarException(
        "regular expression '%s', character %d: %s".formatted(part, at + 1, what));
  }

  /** Reads a set in brackets. */
  CodePoints set() {
    at++;
    boolean negative = text.startsWith("^", at);
    if (negative) {
      at++;
    }
    List<CodePoints> parts = new ArrayList<>();
    while (!text.startsWith("]", at)) {
      if (at >= text.length()) {
        throw fault("'[' without ']'");
      }
      parts.add(range());
    }
    at++;
    CodePoints set = CodePoints.union(parts);
    return negative ? set.complement() : set;
  }

  private CodePoints range() {
    CodePoints first = member();
    boolean isRange =
        text.startsWith("-", at) && !text.startsWith("-]", at) && at + 1 < text.length();
    if (!isRange || !isSingle(first)) {
      return isSingle(first) ? cased(first) : first;
    }
    int before = at;
    at++;
    CodePoints last = member();
    if (!isSingle(last)) {
      at = before;
      return cased(first);
    }
    int from = first.ranges().getFirst().from();
    int to = last.ranges().getFirst().from();
    if (to < from) {
      throw fault("a range ends before it begins");
    }
    return cased(CodePoints.range(from, to));
  }

  static boolean isSingle(CodePoints set) {
    return set.ranges().size() == 1
        && set.ranges().getFirst().from() == set.ranges().getFirst().to();
  }

  private CodePoints member() {
    if (text.startsWith("[:", at)) {
      throw fault("named sets such as [:alpha:] are not supported");
    }
    if (text.charAt(at) == '\\') {
      return escape(true);
    }
    int codePoint = text.codePointAt(at);
    at += Character.charCount(codePoint);
    return CodePoints.of(codePoint);
  }

  /**
   * Reads an escape.
   *
   * @param inSet whether it stands in brackets
   */
  CodePoints escape(boolean inSet) {
    at++;
    if (at >= text.length()) {
      throw fault("nothing after '\\'");
    }
    int c = text.codePointAt(at);
    at += Character.charCount(c);
    return switch (c) {
      case 'd' -> CharacterClasses.DIGIT;
      case 'D' -> CharacterClasses.DIGIT.complement();
      case 'w' -> CharacterClasses.WORD;
      case 'W' -> CharacterClasses.WORD.complement();
      case 's' -> CharacterClasses.SPACE;
      case 'S' -> CharacterClasses.SPACE.complement();
      case 'p' -> cased(property());
      case 'P' -> property().complement();
      case 'n' -> CodePoints.of('\n');
      case 'r' -> CodePoints.of('\r');
      case 't' -> CodePoints.of('\t');
      case 'f' -> CodePoints.of('\f');
      case 'v' -> CodePoints.of(0x0B);
      case 'a' -> CodePoints.of(0x07);
      case 'e' -> CodePoints.of(0x1B);
      case '0' -> CodePoints.of(0);
      case 'b' -> backspace(inSet);
      case 'x' -> CodePoints.of(hex(2));
      case 'u' -> CodePoints.of(unicode());
      case 'c' -> control();
      default -> {
        if (Character.isLetterOrDigit(c)) {
          throw fault(
              Character.isDigit(c)
                  ? "back references are not supported"
                  : "the escape '\\%s' is not supported".formatted(Character.toString(c)));
        }
        yield CodePoints.of(c);
      }
    };
  }

  private CodePoints backspace(boolean inSet) {
    if (!inSet) {
      throw fault("word boundaries are not supported");
    }
    return CodePoints.of('\b');
  }

  private CodePoints control() {
    if (at >= text.length()) {
      throw fault("nothing after '\\c'");
    }
    return CodePoints.of(text.charAt(at++) % 32);
  }

  private CodePoints property() {
    String name;
    if (text.startsWith("{", at) && text.indexOf('}', at) > 0) {
      int end = text.indexOf('}', at);
      name = text.substring(at + 1, end);
      at = end + 1;
    } else if (at < text.length()) {
      name = text.substring(at, at + 1);
      at++;
    } else {
      throw fault("nothing after '\\p'");
    }
    return properties
        .computeIfAbsent(name, CharacterClasses::property)
        .orElseThrow(() -> fault("the property '%s' is not known".formatted(name)));
  }

  private int unicode() {
    if (text.startsWith("{", at)) {
      int end = text.indexOf('}', at);
      String digits = end < 0 ? "" : text.substring(at + 1, end);
      if (!digits.matches("[0-9a-fA-F]{1,6}") || Integer.parseInt(digits, 16) > CodePoints.LAST) {
        throw fault("no character after '\\u'");
      }
      at = end + 1;
      return Integer.parseInt(digits, 16);
    }
    int high = hex(4);
    if (Character.isHighSurrogate((char) high) && text.startsWith("\\u", at)) {
      int before = at;
      at += 2;
      int low = hex(4);
      if (Character.isLowSurrogate((char) low)) {
        return Character.toCodePoint((char) high, (char) low);
      }
      at = before;
    }
    return high;
  }

  private int hex(int digits) {
    String part = text.substring(at, Math.min(text.length(), at + digits));
    if (part.length() < digits || !part.matches("[0-9a-fA-F]+")) {
      throw fault("expected %d hexadecimal digits".formatted(digits));
    }
    at += digits;
    return Integer.parseInt(part, 16);
  }
}
