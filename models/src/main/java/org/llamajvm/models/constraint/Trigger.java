package org.llamajvm.models.constraint;

import java.util.Objects;
import org.llamajvm.models.constraint.automaton.SpecialBytes;

/**
 * A text within free text after which a constraint holds.
 *
 * @param encoded the text, with special tokens as the automaton writes them
 * @param then what follows it
 */
public record Trigger(String encoded, Constraint then) {

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if the text is empty
   */
  public Trigger {
    Objects.requireNonNull(encoded, "text");
    Objects.requireNonNull(then, "then");
    if (encoded.isEmpty()) {
      throw new IllegalArgumentException("A trigger must not be empty");
    }
  }

  /** A text of ordinary characters. */
  public static Trigger text(String text, Constraint then) {
    return new Trigger(text, then);
  }

  /** A special token by its name in the vocabulary. */
  public static Trigger specialToken(String name, Constraint then) {
    Objects.requireNonNull(name, "name");
    return new Trigger(SpecialBytes.token(name), then);
  }
}
