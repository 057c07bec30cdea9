package org.llamajvm.tokenizer.files;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.llamajvm.format.JsonObject;
import org.llamajvm.format.ModelException;
import org.llamajvm.tokenizer.pipeline.BoundedPattern;

/**
 * Turns the patterns of tokenizer.json, written for Oniguruma in its Ruby syntax, into those of
 * Java. The classes {@code \p{L}}, {@code \p{N}}, {@code \s} and {@code \d} have the same members
 * in both (compared over all code points); {@code \w} does not and is written out.
 */
final class Patterns {

  private static final int FLAGS =
      Pattern.UNICODE_CHARACTER_CLASS
          | Pattern.UNICODE_CASE
          | Pattern.MULTILINE
          | Pattern.UNIX_LINES;
  private static final String WORD = "[\\w\\xB2\\xB3\\xB9\\xBC-\\xBE&&[^\\u200C\\u200D]]";
  private static final String NO_WORD = "[[^\\w\\xB2\\xB3\\xB9\\xBC-\\xBE]\\u200C\\u200D]";
  private static final String SAME_ESCAPES = "sSdDpPrntfuUzZAbB|()[]{}^$.*+?-\\/'\"#&~!@%=:;<>,_ ";

  /** The numbers in {@code {2}} or {@code {1,3}}; the latter's second may be missing. */
  private static final Pattern COUNT = Pattern.compile("\\{(\\d++),?+(\\d*+)\\}");

  private static final int LONGEST = 10_000;
  private static final int SHOWN = 100;
  private static final long MOST_REPETITIONS = 1_000_000;

  private Patterns() {}

  /** The pattern in the member {@code name}: {@code {"String": …}} or {@code {"Regex": …}}. */
  static BoundedPattern read(JsonObject section, String name) throws ModelException {
    JsonObject pattern = section.object(name);
    if (pattern.has("String")) {
      return new BoundedPattern(Pattern.compile(pattern.text("String"), Pattern.LITERAL));
    }
    String regex = pattern.text("Regex");
    if (regex.length() > LONGEST) {
      throw TokenizerDialect.notImplemented(
          pattern, "a regular expression of " + regex.length() + " characters", "up to " + LONGEST);
    }
    checkRepetitions(regex, pattern);
    try {
      return new BoundedPattern(Pattern.compile(translate(regex, pattern), FLAGS));
    } catch (PatternSyntaxException | StackOverflowError _) {
      throw TokenizerDialect.notImplemented(
          pattern,
          "the regular expression '" + regex.substring(0, Math.min(regex.length(), SHOWN)) + "'",
          "those that Java understands too");
    }
  }

  /** Repetitions inside each other multiply, and need not look at the text that they repeat. */
  private static void checkRepetitions(String regex, JsonObject section) throws ModelException {
    long product = 1;
    for (Matcher count = COUNT.matcher(regex); count.find(); ) {
      String most = count.group(2).isEmpty() ? count.group(1) : count.group(2);
      product *= most.length() > 9 ? MOST_REPETITIONS + 1 : Math.max(1, Long.parseLong(most));
      if (product > MOST_REPETITIONS) {
        throw TokenizerDialect.notImplemented(
            section,
            "a regular expression that counts up to more than " + MOST_REPETITIONS,
            "smaller repetitions");
      }
    }
  }

  private static String translate(String regex, JsonObject section) throws ModelException {
    StringBuilder out = new StringBuilder(regex.length());
    for (int i = 0; i < regex.length(); i++) {
      char c = regex.charAt(i);
      boolean posixClass = regex.startsWith("[[:", i) || regex.startsWith("[:", i);
      if (posixClass || regex.startsWith("(?m", i) || regex.startsWith("(?x", i)) {
        throw TokenizerDialect.notImplemented(
            section,
            "a regular expression with '" + regex.substring(i, i + 3) + "'",
            "those without POSIX classes and without options other than (?i)");
      }
      if (c != '\\' || i + 1 == regex.length()) {
        out.append(c);
        continue;
      }
      char escaped = regex.charAt(++i);
      switch (escaped) {
        case 'w' -> out.append(WORD);
        case 'W' -> out.append(NO_WORD);
        default -> {
          if (SAME_ESCAPES.indexOf(escaped) < 0) {
            throw TokenizerDialect.notImplemented(
                section,
                "a regular expression with '\\" + escaped + "'",
                "\\p, \\s, \\d, \\w and the like");
          }
          out.append(c).append(escaped);
        }
      }
    }
    return out.toString();
  }
}
