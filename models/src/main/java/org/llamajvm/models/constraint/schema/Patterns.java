package org.llamajvm.models.constraint.schema;

import java.util.HashMap;
import java.util.Map;
import org.llamajvm.models.constraint.automaton.JsonCharacter;
import org.llamajvm.models.constraint.automaton.Node;
import org.llamajvm.models.constraint.automaton.Regex;
import org.llamajvm.models.constraint.automaton.Regexes;
import org.llamajvm.models.constraint.regex.Alphabet;
import org.llamajvm.models.constraint.regex.RegularExpression;

/** The patterns of a schema, each compiled once. One thread at a time. */
final class Patterns {

  private final Regexes regexes;
  private final Map<String, Regex> known = new HashMap<>();

  Patterns(Regexes regexes) {
    this.regexes = regexes;
  }

  /**
   * The strings, without quotation marks, in which a pattern matches somewhere.
   *
   * @throws org.llamajvm.models.constraint.automaton.GrammarException if it is malformed or not
   *     supported
   */
  Regex get(String pattern) {
    return known.computeIfAbsent(
        pattern, p -> RegularExpression.anywhere(regexes, p, Alphabet.JSON_STRING));
  }

  /** Whether a pattern matches somewhere in a text. */
  boolean matches(String pattern, String text) {
    return accepts(get(pattern), text);
  }

  /** Whether a string, without quotation marks, belongs to a language. */
  boolean accepts(Regex language, String text) {
    byte[] quoted = JsonCharacter.quote(text);
    regexes.limits().checkTime(1 + quoted.length / 16);
    Node rest = language;
    for (int i = 1; i < quoted.length - 1; i++) {
      rest = ((Regex) rest).step(quoted[i] & 0xff);
      if (rest == null) {
        return false;
      }
    }
    return ((Regex) rest).isNullable();
  }
}
