package org.llamajvm.format;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Says in one line of our own what a JSON parser found wrong. */
public final class JsonProblem {

  private static final Pattern DUPLICATE =
      Pattern.compile("Duplicate (?:field|Object property) \"?'?(.*?)'?\"?", Pattern.DOTALL);

  private static final Pattern TOO_DEEP =
      Pattern.compile("Document nesting depth .* maximum allowed \\(([0-9]+)\\).*");

  private static final Pattern LONG_NUMBER =
      Pattern.compile("Number value length \\(([0-9]+)\\) .* maximum allowed \\(([0-9]+)\\).*");

  /** What the parser adds for programmers: places in its own terms, names of its options. */
  private static final Pattern ASIDE =
      Pattern.compile("\\s*(?:\\(start marker at|, from `|\\[Source:|\\n at ).*", Pattern.DOTALL);

  private JsonProblem() {}

  /** The problem, without a full stop, to stand behind the name of a file. */
  public static String describe(JsonProcessingException e) {
    String original = e.getOriginalMessage() == null ? "" : e.getOriginalMessage();
    if (e instanceof JsonEOFException || original.startsWith("Unexpected end-of-input")) {
      return "the JSON ends before its last bracket is closed";
    }
    if (original.startsWith("Trailing token")) {
      return "something follows the end of the JSON value";
    }
    String problem = closed(ASIDE.matcher(original).replaceFirst(""));
    Matcher tooDeep = TOO_DEEP.matcher(problem);
    if (tooDeep.matches()) {
      return "it is nested more than %s deep".formatted(tooDeep.group(1));
    }
    Matcher longNumber = LONG_NUMBER.matcher(problem);
    if (longNumber.matches()) {
      return "a number has %s characters, at most %s are read"
          .formatted(longNumber.group(1), longNumber.group(2));
    }
    Matcher duplicate = DUPLICATE.matcher(problem);
    if (duplicate.matches()) {
      return "the key \"%s\" is there twice".formatted(ForeignText.part(duplicate.group(1)));
    }
    if (original.startsWith("Invalid UTF-8")) {
      return "it is not UTF-8 text";
    }
    return ForeignText.message(problem);
  }

  /** Closes a bracket in which something was left out. */
  private static String closed(String problem) {
    return problem.lastIndexOf('(') > problem.lastIndexOf(')') ? problem + ")" : problem;
  }

  /** The byte at which the parser stopped; 0 if it does not say. */
  public static long offset(JsonProcessingException e) {
    return e.getLocation() == null ? 0 : Math.max(0, e.getLocation().getByteOffset());
  }
}
