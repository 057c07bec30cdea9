package org.llamajvm.tokenizer.pipeline;

import static org.llamajvm.tokenizer.pipeline.CharClasses.isLetter;
import static org.llamajvm.tokenizer.pipeline.CharClasses.isNumber;
import static org.llamajvm.tokenizer.pipeline.CharClasses.isWhitespace;

/**
 * The regular expressions with which published vocabularies cut text into words, by hand: several
 * times as fast as a regular expression and never recursive. Every text is a sequence of matches.
 */
public enum WordPattern {
  /** GPT-2's, also what ByteLevel's {@code use_regex} means. */
  GPT2(
      "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+",
      Integer.MAX_VALUE),

  /** Llama 3's. */
  LLAMA3(
      "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}|"
          + " ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
      3),

  /** Qwen 2's. */
  QWEN2(
      "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}|"
          + " ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
      1);

  private final String regex;
  private final int digits; // in one word at most

  WordPattern(String regex, int digits) {
    this.regex = regex;
    this.digits = digits;
  }

  /** The regular expression as it stands in tokenizer.json. */
  public String regex() {
    return regex;
  }

  /** The end of the word that begins at {@code from}, an index in {@code text}. */
  int end(String text, int from) {
    int first = text.codePointAt(from);
    if (first == '\'') {
      int end = this == GPT2 ? contraction(text, from) : contractionOfAnyCase(text, from);
      if (end > 0) {
        return end;
      }
    }
    return this == GPT2 ? endGpt2(text, from, first) : endLlama3(text, from, first);
  }

  private int endGpt2(String text, int from, int first) {
    int start = first == ' ' && from + 1 < text.length() ? from + 1 : from;
    int c = text.codePointAt(start);
    if (isLetter(c)) {
      return letters(text, start);
    }
    if (isNumber(c)) {
      return numbers(text, start, digits);
    }
    return isWhitespace(c) ? spaces(text, from) : symbols(text, start);
  }

  private int endLlama3(String text, int from, int first) {
    if (isLetter(first)) {
      return letters(text, from);
    }
    if (isNumber(first)) {
      return numbers(text, from, digits);
    }
    int second = from + Character.charCount(first);
    int c = second < text.length() ? text.codePointAt(second) : -1;
    if (first != '\r' && first != '\n' && c >= 0 && isLetter(c)) {
      return letters(text, second);
    }
    if (!isWhitespace(first)) {
      return newlines(text, symbols(text, from));
    }
    if (first == ' ' && c >= 0 && !isWhitespace(c) && !isNumber(c)) {
      return newlines(text, symbols(text, second));
    }
    int end = CharClasses.skipWhitespace(text, from);
    for (int i = end; i > from; i--) {
      if (text.charAt(i - 1) == '\n' || text.charAt(i - 1) == '\r') {
        return i;
      }
    }
    return spaces(text, from);
  }

  /** A run of whitespace, without the last if something else follows. */
  private static int spaces(String text, int from) {
    int end = CharClasses.skipWhitespace(text, from);
    return end < text.length() && end - from > 1 ? end - 1 : end;
  }

  private static int newlines(String text, int from) {
    int i = from;
    while (i < text.length() && (text.charAt(i) == '\n' || text.charAt(i) == '\r')) {
      i++;
    }
    return i;
  }

  private static int letters(String text, int from) {
    int i = from;
    for (int c; i < text.length(); i += Character.charCount(c)) {
      c = text.codePointAt(i);
      if (!isLetter(c)) {
        break;
      }
    }
    return i;
  }

  private static int numbers(String text, int from, int most) {
    int i = from;
    for (int c, n = 0; i < text.length() && n < most; i += Character.charCount(c), n++) {
      c = text.codePointAt(i);
      if (!isNumber(c)) {
        break;
      }
    }
    return i;
  }

  private static int symbols(String text, int from) {
    int i = from;
    for (int c; i < text.length(); i += Character.charCount(c)) {
      c = text.codePointAt(i);
      if (isWhitespace(c) || isLetter(c) || isNumber(c)) {
        break;
      }
    }
    return i;
  }

  private static int contraction(String text, int from) {
    char c = charAt(text, from + 1);
    char d = charAt(text, from + 2);
    if (c == 's' || c == 't' || c == 'm' || c == 'd') {
      return from + 2;
    }
    boolean two = (d == 'e' && (c == 'r' || c == 'v')) || (c == 'l' && d == 'l');
    return two ? from + 3 : 0;
  }

  /** The same in capitals too; the long s (U+017F) is an s in another case. */
  private static int contractionOfAnyCase(String text, int from) {
    char c = Character.toLowerCase(charAt(text, from + 1));
    char d = Character.toLowerCase(charAt(text, from + 2));
    if (c == 's' || c == '\u017F' || c == 't' || c == 'm' || c == 'd') {
      return from + 2;
    }
    boolean two = (d == 'e' && (c == 'r' || c == 'v')) || (c == 'l' && d == 'l');
    return two ? from + 3 : 0;
  }

  private static char charAt(String text, int index) {
    return index < text.length() ? text.charAt(index) : 0;
  }
}
