package org.llamajvm.models.constraint.regex;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import org.llamajvm.models.constraint.automaton.GrammarException;
import org.llamajvm.models.constraint.automaton.Limits;
import org.llamajvm.models.constraint.automaton.Regexes;

/**
 * Reads regular expressions as JavaScript writes them, as far as they are regular. For one text.
 */
final class PatternParser {

  private static final int MOST_NESTED = 250;
  private static final int MOST_REPETITIONS = 100_000;

  private static final int MOST_AHEAD = 100;

  private static final java.util.regex.Pattern COUNT =
      java.util.regex.Pattern.compile("\\{([0-9]+)(,([0-9]*))?}");

  private final String text;
  private final ClassParser classes;
  private final Limits limits;
  private int at;
  private int nested;
  private int ahead;
  private Flags flags = Flags.NONE;

  PatternParser(String text, Limits limits) {
    this.text = text;
    this.limits = limits;
    classes = new ClassParser(text);
  }

  /**
   * Reads all of it.
   *
   * @throws GrammarException if it is malformed or not supported
   */
  Pattern parse() {
    Pattern pattern = alternatives();
    if (at < text.length()) {
      throw fault("')' without '('");
    }
    return pattern;
  }

  private GrammarException fault(String what) {
    classes.moveTo(at);
    return classes.fault(what);
  }

  private Pattern alternatives() {
    if (++nested > MOST_NESTED) {
      throw fault("groups are nested more than %d deep".formatted(MOST_NESTED));
    }
    List<Pattern> options = new ArrayList<>();
    options.add(sequence());
    while (accept('|')) {
      options.add(sequence());
    }
    nested--;
    return options.size() == 1 ? options.getFirst() : new Pattern.Or(options);
  }

  private Pattern sequence() {
    List<Pattern> parts = new ArrayList<>();
    while (at < text.length() && peek() != '|' && peek() != ')') {
      if (!acceptFlags(")")) {
        parts.add(quantified(atom()));
      }
    }
    return parts.size() == 1 ? parts.getFirst() : new Pattern.Concat(parts);
  }

  private char peek() {
    return text.charAt(at);
  }

  private boolean accept(char c) {
    if (at < text.length() && peek() == c) {
      at++;
      return true;
    }
    return false;
  }

  private boolean accept(String s) {
    if (text.startsWith(s, at)) {
      at += s.length();
      return true;
    }
    return false;
  }

  /** Flags for the rest of a group, or for a group of their own. */
  private boolean acceptFlags(String end) {
    int begin = at;
    if (!accept("(?")) {
      return false;
    }
    int to = at;
    while (to < text.length() && (Character.isLetter(text.charAt(to)) || text.charAt(to) == '-')) {
      to++;
    }
    String changes = text.substring(at, to);
    if (changes.isEmpty() || !text.startsWith(end, to)) {
      at = begin;
      return false;
    }
    use(flags.changed(changes).orElseThrow(() -> fault(Flags.fault(changes))));
    at = to + 1;
    return true;
  }

  private void use(Flags value) {
    flags = value;
    classes.ignoreCase(value.ignoreCase());
  }

  private Pattern atom() {
    limits.checkTime();
    char c = peek();
    return switch (c) {
      case '(' -> group();
      case '[' -> set();
      case '.' -> {
        at++;
        yield new Pattern.Chars(
            flags.dotAll() ? CodePoints.range(0, CodePoints.LAST) : CharacterClasses.DOT);
      }
      case '^' -> {
        at++;
        yield new Pattern.Start();
      }
      case '$' -> {
        at++;
        yield new Pattern.End();
      }
      case '*', '+', '?' -> throw fault("nothing to repeat before '%c'".formatted(c));
      case '\\' -> escape();
      default -> {
        int codePoint = text.codePointAt(at);
        at += Character.charCount(codePoint);
        yield new Pattern.Chars(classes.cased(CodePoints.of(codePoint)));
      }
    };
  }

  private Pattern group() {
    Flags before = flags;
    if (acceptFlags(":")) {
      Pattern inside = close();
      use(before);
      return inside;
    }
    at++;
    if (accept("?=")) {
      return ahead(false);
    }
    if (accept("?!")) {
      return ahead(true);
    }
    if (accept("?<=") || accept("?<!")) {
      throw fault("look-behind is not supported");
    }
    if (accept("?<") || accept("?P<")) {
      int end = text.indexOf('>', at);
      if (end < 0) {
        throw fault("the name of a group has no end");
      }
      at = end + 1;
      return close();
    }
    if (!accept("?:") && at < text.length() && peek() == '?') {
      throw fault("this kind of group is not supported");
    }
    return close();
  }

  private Pattern ahead(boolean negative) {
    if (++ahead > MOST_AHEAD) {
      throw fault("more than %d look-aheads".formatted(MOST_AHEAD));
    }
    return new Pattern.Ahead(close(), negative);
  }

  private Pattern close() {
    Flags before = flags;
    Pattern inside = alternatives();
    if (!accept(')')) {
      throw fault("'(' without ')'");
    }
    use(before);
    return inside;
  }

  private Pattern set() {
    classes.moveTo(at);
    CodePoints set = classes.set();
    at = classes.position();
    return new Pattern.Chars(set);
  }

  private Pattern escape() {
    if (accept("\\A")) {
      return new Pattern.Start();
    }
    if (accept("\\Z") || accept("\\z")) {
      return new Pattern.End();
    }
    if (text.startsWith("\\b", at) || text.startsWith("\\B", at)) {
      throw fault("word boundaries are not supported");
    }
    classes.moveTo(at);
    CodePoints set = classes.escape(false);
    at = classes.position();
    return new Pattern.Chars(ClassParser.isSingle(set) ? classes.cased(set) : set);
  }

  private Pattern quantified(Pattern atom) {
    Pattern result = atom;
    int before = at;
    int min = 0;
    int max = Regexes.UNBOUNDED;
    if (accept('*')) {
      result = repeat(atom, min, max);
    } else if (accept('+')) {
      result = repeat(atom, 1, max);
    } else if (accept('?')) {
      result = repeat(atom, 0, 1);
    } else if (at < text.length() && peek() == '{') {
      result = counted(atom);
    }
    if (at > before) {
      accept('?'); // the shortest match: the same texts
      if (at < text.length() && (peek() == '*' || peek() == '+' || peek() == '?')) {
        throw fault("nothing to repeat before '%c'".formatted(peek()));
      }
    }
    return result;
  }

  private Pattern counted(Pattern atom) {
    Matcher count = COUNT.matcher(text).region(at, text.length());
    if (!count.lookingAt()) {
      return atom; // a brace like any other character
    }
    int min = count(count.group(1));
    int max =
        switch (count.group(3)) {
          case null -> min;
          case "" -> Regexes.UNBOUNDED;
          default -> count(count.group(3));
        };
    if (max < min) {
      throw fault("the repetition %s ends before it begins".formatted(count.group()));
    }
    at = count.end();
    return repeat(atom, min, max);
  }

  private int count(String digits) {
    if (digits.length() > 9 || Integer.parseInt(digits) > MOST_REPETITIONS) {
      throw fault("more than %d repetitions".formatted(MOST_REPETITIONS));
    }
    return Integer.parseInt(digits);
  }

  private Pattern repeat(Pattern atom, int min, int max) {
    if (atom instanceof Pattern.Start
        || atom instanceof Pattern.End
        || atom instanceof Pattern.Ahead) {
      throw fault("an assertion cannot be repeated");
    }
    return new Pattern.Repeat(atom, min, max);
  }
}
