package org.llamajvm.models.constraint.regex;

import java.util.ArrayList;
import java.util.List;
import org.llamajvm.models.constraint.automaton.JsonCharacter;
import org.llamajvm.models.constraint.automaton.Regex;
import org.llamajvm.models.constraint.automaton.Regexes;
import org.llamajvm.models.constraint.automaton.Utf8;

/** How characters are written as bytes. */
public enum Alphabet {
  /** In UTF-8. */
  PLAIN {
    @Override
    public Regex write(Regexes regexes, CodePoints set) {
      return utf8(regexes, set);
    }
  },
  /** As in a JSON string. */
  JSON_STRING {
    @Override
    public Regex write(Regexes regexes, CodePoints set) {
      if (set.equals(ANY)) {
        return regexes.jsonCharacter();
      }
      List<Regex> options = new ArrayList<>();
      for (int c = 0; c < 0x80; c++) {
        if (JsonCharacter.isEscaped(c) && set.contains(c)) {
          options.add(JsonCharacter.escaped(regexes, c));
        }
      }
      options.add(utf8(regexes, set.without(ESCAPED)));
      return regexes.or(options);
    }
  };

  private static final CodePoints ANY = CodePoints.range(0, CodePoints.LAST);

  private static final CodePoints ESCAPED = CodePoints.where(JsonCharacter::isEscaped);

  /** One character of a set. */
  public abstract Regex write(Regexes regexes, CodePoints set);

  private static Regex utf8(Regexes regexes, CodePoints set) {
    List<Regex> options = new ArrayList<>();
    for (CodePoints.Range range : set.ranges()) {
      regexes.limits().checkTime(4);
      options.add(Utf8.range(regexes, range.from(), range.to()));
    }
    return regexes.or(options);
  }
}
