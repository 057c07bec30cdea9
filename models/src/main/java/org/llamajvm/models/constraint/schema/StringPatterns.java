package org.llamajvm.models.constraint.schema;

import java.util.ArrayList;
import java.util.List;
import org.llamajvm.models.constraint.automaton.JsonCharacter;
import org.llamajvm.models.constraint.automaton.Regex;
import org.llamajvm.models.constraint.automaton.Regexes;

/**
 * Strings that fit conditions as regular languages, without quotation marks.
 *
 * @param patterns compiled
 */
record StringPatterns(Regexes regexes, Patterns patterns) {

  /** The strings that fit conditions, but for the list of allowed values. */
  Regex get(Conditions conditions) {
    List<Regex> all = new ArrayList<>();
    conditions.patterns.forEach(pattern -> all.add(patterns.get(pattern)));
    conditions.formats.forEach(name -> all.add(Formats.get(regexes, name, conditions.maxLength)));
    conditions.notPatterns.forEach(pattern -> all.add(regexes.not(patterns.get(pattern))));
    conditions.notFormats.forEach(
        name -> all.add(regexes.not(Formats.get(regexes, name, Integer.MAX_VALUE))));
    List<String> excluded = new ArrayList<>();
    for (Object value : conditions.excluded) {
      if (value instanceof String text) {
        excluded.add(text);
      }
    }
    if (!excluded.isEmpty()) {
      all.add(regexes.not(literals(excluded)));
    }
    boolean anyLength = conditions.minLength == 0 && conditions.maxLength == Regexes.UNBOUNDED;
    boolean proper = !conditions.patterns.isEmpty() || !conditions.formats.isEmpty();
    if (!anyLength || !proper) {
      all.add(
          regexes.repeat(
              regexes.jsonCharacter(),
              conditions.minLength,
              conditions.maxLength == Integer.MAX_VALUE
                  ? Regexes.UNBOUNDED
                  : conditions.maxLength));
    }
    return regexes.and(all);
  }

  /** Whether conditions say nothing of strings, but for values that are listed. */
  static boolean isAny(Conditions conditions) {
    return conditions.patterns.isEmpty()
        && conditions.formats.isEmpty()
        && conditions.notPatterns.isEmpty()
        && conditions.notFormats.isEmpty()
        && conditions.minLength == 0
        && conditions.maxLength == Integer.MAX_VALUE;
  }

  /** These strings. */
  Regex literals(List<String> texts) {
    return regexes.literals(texts.stream().map(this::body).toList());
  }

  private byte[] body(String text) {
    regexes.limits().checkTime();
    byte[] quoted = JsonCharacter.quote(text);
    return java.util.Arrays.copyOfRange(quoted, 1, quoted.length - 1);
  }
}
