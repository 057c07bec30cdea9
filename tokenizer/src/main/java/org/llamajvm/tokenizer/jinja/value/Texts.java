package org.llamajvm.tokenizer.jinja.value;

import java.util.List;
import java.util.Locale;
import java.util.function.IntPredicate;
import java.util.function.UnaryOperator;
import org.llamajvm.tokenizer.jinja.syntax.TemplateException;
import org.llamajvm.tokenizer.jinja.syntax.Whitespace;

/** What Python's {@code str} does, with the origin of every character kept. */
public final class Texts {
  private Texts() {}

  /** Without white space at both ends. */
  public static Str strip(Str text) {
    return strip(text, Whitespace::is, true, true);
  }

  /** Without the code points at its ends that a rule drops. */
  public static Str strip(Str text, IntPredicate drop, boolean left, boolean right) {
    String chars = text.text();
    int from = 0;
    int to = chars.length();
    while (left && from < to && drop.test(chars.codePointAt(from))) {
      from += Character.charCount(chars.codePointAt(from));
    }
    while (right && to > from && drop.test(chars.codePointBefore(to))) {
      to -= Character.charCount(chars.codePointBefore(to));
    }
    return text.substring(from, to);
  }

  /** With entities of HTML instead of the characters that it is written with; markup stays. */
  public static Str escape(Str text) {
    if (text.isMarkup()) {
      return text;
    }
    StrBuilder out = new StrBuilder();
    for (int i = 0; i < text.units(); i++) {
      switch (text.text().charAt(i)) {
        case '&' -> out.appendLike(text, i, "&amp;");
        case '<' -> out.appendLike(text, i, "&lt;");
        case '>' -> out.appendLike(text, i, "&gt;");
        case '"' -> out.appendLike(text, i, "&#34;");
        case '\'' -> out.appendLike(text, i, "&#39;");
        default -> out.append(text, i, i + 1);
      }
    }
    return out.build().asMarkup();
  }

  /** Many copies of a text. */
  public static Str repeat(Str text, int times) {
    Bounds.checkText((long) text.units() * times);
    StrBuilder out = new StrBuilder();
    for (int i = 0; i < times && text.units() > 0; i++) {
      out.append(text);
    }
    return text.kept(out.build());
  }

  /** With each occurrence of a part replaced, the first {@code count} of them if not negative. */
  public static Str replace(Str text, Str part, Str replacement, int count, Meter meter) {
    meter.spendSearch(text.units(), part.units());
    String chars = text.text();
    String what = part.text();
    if (what.isEmpty()) {
      return interleave(text, replacement, count, meter);
    }
    StrBuilder out = new StrBuilder();
    int from = 0;
    int left = count;
    for (int at = chars.indexOf(what); at >= 0 && left != 0; at = chars.indexOf(what, from)) {
      out.append(text, from, at).append(replacement);
      from = at + what.length();
      left--;
    }
    return out.append(text, from, chars.length()).build();
  }

  private static Str interleave(Str text, Str replacement, int count, Meter meter) {
    StrBuilder out = new StrBuilder();
    int left = count;
    for (Value item : Sequences.items(text, meter)) {
      if (left != 0) {
        out.append(replacement);
        left--;
      }
      out.append((Str) item);
    }
    if (left != 0) {
      out.append(replacement);
    }
    return out.build();
  }

  /** The parts of a text, with a separator between them. */
  public static Str join(Str separator, List<Str> parts) {
    StrBuilder out = new StrBuilder();
    for (int i = 0; i < parts.size(); i++) {
      if (i > 0) {
        out.append(separator);
      }
      out.append(parts.get(i));
    }
    return out.build();
  }

  /** The parts between separators, at most {@code limit} cuts from the left if not negative. */
  public static List<Value> split(Str text, Str separator, int limit, Meter meter) {
    checkSeparator(separator);
    meter.spendSearch(text.units(), separator.units());
    Parts parts = new Parts(meter);
    String what = separator.text();
    int from = 0;
    int at = text.text().indexOf(what);
    for (int left = limit; at >= 0 && left != 0; left--) {
      parts.addLast(text.substring(from, at));
      from = at + what.length();
      at = text.text().indexOf(what, from);
    }
    parts.addLast(text.substring(from));
    return parts.inOrder();
  }

  /** The parts between separators, at most {@code limit} cuts from the right if not negative. */
  public static List<Value> splitFromEnd(Str text, Str separator, int limit, Meter meter) {
    checkSeparator(separator);
    meter.spendSearch(text.units(), separator.units());
    Parts parts = new Parts(meter);
    String what = separator.text();
    int to = text.units();
    int at = text.text().lastIndexOf(what);
    for (int left = limit; at >= 0 && left != 0; left--) {
      parts.addFirst(text.substring(at + what.length(), to));
      to = at;
      at = to < what.length() ? -1 : text.text().lastIndexOf(what, to - what.length());
    }
    parts.addFirst(text.substring(0, to));
    return parts.inOrder();
  }

  private static void checkSeparator(Str separator) {
    if (separator.units() == 0) {
      throw TemplateException.runtime("empty separator");
    }
  }

  /** The words between white space, at most {@code limit} cuts from the left if not negative. */
  public static List<Value> words(Str text, int limit, Meter meter) {
    meter.spendText(text.units());
    Parts parts = new Parts(meter);
    String chars = text.text();
    int from = Whitespace.skip(chars, 0);
    for (int left = limit; from < chars.length(); left--) {
      int end = from;
      while (end < chars.length() && (left == 0 || !Whitespace.is(chars.charAt(end)))) {
        end++;
      }
      parts.addLast(text.substring(from, end));
      from = Whitespace.skip(chars, end);
    }
    return parts.inOrder();
  }

  /** The words between white space, at most {@code limit} cuts from the right if not negative. */
  public static List<Value> wordsFromEnd(Str text, int limit, Meter meter) {
    meter.spendText(text.units());
    Parts parts = new Parts(meter);
    String chars = text.text();
    int to = Whitespace.skipBack(chars, chars.length());
    for (int left = limit; to > 0; left--) {
      int start = to;
      while (start > 0 && (left == 0 || !Whitespace.is(chars.charAt(start - 1)))) {
        start--;
      }
      parts.addFirst(text.substring(start, to));
      to = Whitespace.skipBack(chars, start);
    }
    return parts.inOrder();
  }

  /** The lines of a text, with their ends if asked. */
  public static List<Value> lines(Str text, boolean keepEnds, Meter meter) {
    meter.spendText(text.units());
    Parts lines = new Parts(meter);
    String chars = text.text();
    int from = 0;
    for (int i = 0; i < chars.length(); i++) {
      if (isLineEnd(chars.charAt(i))) {
        boolean pair = chars.startsWith("\r\n", i);
        int next = pair ? i + 2 : i + 1;
        lines.addLast(text.substring(from, keepEnds ? next : i));
        from = next;
        i = next - 1;
      }
    }
    if (from < chars.length()) {
      lines.addLast(text.substring(from));
    }
    return lines.inOrder();
  }

  private static boolean isLineEnd(char c) {
    return (c >= '\n' && c <= '\r')
        || (c >= 0x1c && c <= 0x1e)
        || c == 0x85
        || c == 0x2028
        || c == 0x2029;
  }

  /** In capitals. */
  public static Str upper(Str text) {
    return map(text, s -> s.toUpperCase(Locale.ROOT));
  }

  /** In small letters. */
  public static Str lower(Str text) {
    return map(text, s -> s.toLowerCase(Locale.ROOT));
  }

  /** The first character in title case, the others small. */
  public static Str capitalize(Str text) {
    if (text.units() == 0) {
      return text;
    }
    int first = Character.charCount(text.text().codePointAt(0));
    return map(text.substring(0, first), Texts::titleCase).plus(lower(text.substring(first)));
  }

  /** Every run of letters capitalised, as {@code str.title}. */
  public static Str title(Str text) {
    StrBuilder out = new StrBuilder();
    boolean inWord = false;
    int c;
    for (int i = 0; i < text.units(); i += Character.charCount(c)) {
      c = text.text().codePointAt(i);
      String one = Character.toString(c);
      out.appendLike(text, i, inWord ? one.toLowerCase(Locale.ROOT) : titleCase(one));
      inWord = Character.isUpperCase(c) || Character.isLowerCase(c) || Character.isTitleCase(c);
    }
    return text.kept(out.build());
  }

  /** Whether there are letters with case and all are capitals, as {@code str.isupper}. */
  public static boolean isUpper(Str text) {
    return text.text().codePoints().anyMatch(Character::isUpperCase)
        && text.text()
            .codePoints()
            .noneMatch(c -> Character.isLowerCase(c) || Character.isTitleCase(c));
  }

  /** Whether there are letters with case and none is a capital, as {@code str.islower}. */
  public static boolean isLower(Str text) {
    return text.text().codePoints().anyMatch(Character::isLowerCase)
        && text.text()
            .codePoints()
            .noneMatch(c -> Character.isUpperCase(c) || Character.isTitleCase(c));
  }

  private static String titleCase(String one) {
    String upper = one.toUpperCase(Locale.ROOT);
    int first = upper.codePointAt(0);
    int charCount = Character.charCount(first);
    return upper.length() == charCount
        ? Character.toString(Character.toTitleCase(one.codePointAt(0)))
        : Character.toString(first) + upper.substring(charCount).toLowerCase(Locale.ROOT);
  }

  private static Str map(Str text, UnaryOperator<String> change) {
    String changed = change.apply(text.text());
    if (text.isUniform()) {
      return text.kept(text.like(changed));
    }
    if (changed.length() == text.units()) {
      return text.kept(new Str(changed, text.marks()));
    }
    StrBuilder out = new StrBuilder();
    int c;
    for (int i = 0; i < text.units(); i += Character.charCount(c)) {
      c = text.text().codePointAt(i);
      out.appendLike(text, i, change.apply(Character.toString(c)));
    }
    return text.kept(out.build());
  }
}
