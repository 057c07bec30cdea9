package org.llamajvm.models.constraint.automaton;

import java.util.Optional;

/**
 * What is left of a JSON string whose characters may be any.
 *
 * @param max the most characters, or {@link Regexes#UNBOUNDED}
 * @param min the fewest characters
 * @param rest what follows the characters; begins with a quotation mark
 */
@SuppressWarnings("ReferenceEquality") // equal nodes are one and the same
public record CharacterRun(int min, int max, Regex rest) {

  /** A terminal as such a string, if it is one. */
  public static Optional<CharacterRun> of(Terminal terminal) {
    if (terminal instanceof Concat concat
        && concat.first instanceof Repeat repeat
        && repeat.part == repeat.factory.jsonCharacter()
        && beginsWithQuote(concat.second)) {
      return Optional.of(new CharacterRun(repeat.min, repeat.max, concat.second));
    }
    return Optional.empty();
  }

  private static boolean beginsWithQuote(Regex rest) {
    ByteSet first = new ByteSet();
    rest.addFirst(first);
    return !rest.isNullable() && first.size() == 1 && first.contains(JsonCharacter.QUOTE);
  }
}
