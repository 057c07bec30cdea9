package org.llamajvm.models.tool;

import java.util.BitSet;

/**
 * Reads one value of JSON, character by character, and says where it ends or ceases to be JSON.
 * White space before it is part of it. Keeps nothing of the text. For one thread.
 */
final class JsonScanner {

  /** Deeper ones are not taken for JSON. */
  private static final int DEEPEST = 200;

  private enum State {
    VALUE,
    VALUE_OR_END,
    KEY,
    KEY_OR_END,
    COLON,
    COMMA_OR_END,
    STRING,
    ESCAPE,
    HEX,
    WORD,
    MINUS,
    ZERO,
    DIGITS,
    POINT,
    FRACTION,
    EXPONENT,
    EXPONENT_SIGN,
    EXPONENT_DIGITS
  }

  private final BitSet objects = new BitSet(); // by depth: whether it is an object
  private int depth;
  private State state = State.VALUE;
  private boolean key; // whether the string is a key
  private int hexDigits;
  private String word = "";
  private int inWord;

  /** Takes the next character. */
  Step next(char c) {
    return switch (state) {
      case VALUE -> isSpace(c) ? Step.MORE : value(c);
      case VALUE_OR_END -> isSpace(c) ? Step.MORE : c == ']' ? close(false) : value(c);
      case KEY -> isSpace(c) ? Step.MORE : c == '"' ? key() : Step.BAD;
      case KEY_OR_END ->
          isSpace(c) ? Step.MORE : c == '}' ? close(true) : c == '"' ? key() : Step.BAD;
      case COLON -> isSpace(c) ? Step.MORE : c == ':' ? to(State.VALUE) : Step.BAD;
      case COMMA_OR_END -> isSpace(c) ? Step.MORE : afterValue(c);
      case STRING -> string(c);
      case ESCAPE -> escape(c);
      case HEX -> hex(c);
      case WORD -> word(c);
      case MINUS -> c == '0' ? to(State.ZERO) : isDigit(c) ? to(State.DIGITS) : Step.BAD;
      case ZERO -> afterInteger(c);
      case DIGITS -> isDigit(c) ? Step.MORE : afterInteger(c);
      case POINT -> isDigit(c) ? to(State.FRACTION) : Step.BAD;
      case FRACTION -> isDigit(c) ? Step.MORE : isE(c) ? to(State.EXPONENT) : afterNumber(c);
      case EXPONENT ->
          c == '+' || c == '-'
              ? to(State.EXPONENT_SIGN)
              : isDigit(c) ? to(State.EXPONENT_DIGITS) : Step.BAD;
      case EXPONENT_SIGN -> isDigit(c) ? to(State.EXPONENT_DIGITS) : Step.BAD;
      case EXPONENT_DIGITS -> isDigit(c) ? Step.MORE : afterNumber(c);
    };
  }

  static boolean isSpace(char c) {
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isE(char c) {
    return c == 'e' || c == 'E';
  }

  private Step to(State next) {
    state = next;
    return Step.MORE;
  }

  private Step key() {
    key = true;
    return to(State.STRING);
  }

  private Step value(char c) {
    return switch (c) {
      case '{' -> open(true, State.KEY_OR_END);
      case '[' -> open(false, State.VALUE_OR_END);
      case '"' -> {
        key = false;
        yield to(State.STRING);
      }
      case 't' -> beginWord("true");
      case 'f' -> beginWord("false");
      case 'n' -> beginWord("null");
      case '-' -> to(State.MINUS);
      case '0' -> to(State.ZERO);
      default -> isDigit(c) ? to(State.DIGITS) : Step.BAD;
    };
  }

  private Step open(boolean object, State next) {
    if (depth == DEEPEST) {
      return Step.BAD;
    }
    objects.set(depth++, object);
    return to(next);
  }

  private Step close(boolean object) {
    if (depth == 0 || objects.get(depth - 1) != object) {
      return Step.BAD;
    }
    depth--;
    return complete();
  }

  private Step complete() {
    state = State.COMMA_OR_END;
    return depth == 0 ? Step.END : Step.MORE;
  }

  private Step afterValue(char c) {
    return switch (c) {
      case ',' -> to(objects.get(depth - 1) ? State.KEY : State.VALUE);
      case '}' -> close(true);
      case ']' -> close(false);
      default -> Step.BAD;
    };
  }

  private Step string(char c) {
    if (c == '"') {
      return key ? to(State.COLON) : complete();
    }
    return c == '\\' ? to(State.ESCAPE) : c < ' ' ? Step.BAD : Step.MORE;
  }

  private Step escape(char c) {
    if (c == 'u') {
      hexDigits = 0;
      return to(State.HEX);
    }
    return "\"\\/bfnrt".indexOf(c) >= 0 ? to(State.STRING) : Step.BAD;
  }

  private Step hex(char c) {
    if (Character.digit(c, 16) < 0 || c > 'f') {
      return Step.BAD;
    }
    return ++hexDigits == 4 ? to(State.STRING) : Step.MORE;
  }

  private Step beginWord(String text) {
    word = text;
    inWord = 1;
    return to(State.WORD);
  }

  private Step word(char c) {
    if (c != word.charAt(inWord)) {
      return Step.BAD;
    }
    return ++inWord == word.length() ? complete() : Step.MORE;
  }

  private Step afterInteger(char c) {
    return c == '.' ? to(State.POINT) : isE(c) ? to(State.EXPONENT) : afterNumber(c);
  }

  private Step afterNumber(char c) {
    if (depth == 0) {
      return Step.BEFORE;
    }
    state = State.COMMA_OR_END;
    return next(c);
  }
}
