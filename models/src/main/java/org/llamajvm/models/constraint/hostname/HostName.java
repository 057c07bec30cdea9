package org.llamajvm.models.constraint.hostname;

import java.util.Arrays;
import java.util.Optional;
import org.llamajvm.models.constraint.automaton.ByteSet;
import org.llamajvm.models.constraint.automaton.Reading;

/**
 * The beginning of a host's name: labels of letters, digits and hyphens. A label that begins with
 * {@code xn--} must be the Punycode of one that IDNA 2008 allows.
 *
 * @param most characters that a name may have
 * @param length in characters
 * @param label the last one, in lower case; of an ordinary one its length, its first and its last
 *     character are kept
 * @param rightToLeft whether a label before is written so
 * @param unordered whether a label before cannot stand in a name with such labels
 * @param completion what makes the name a whole one
 */
public record HostName(
    int most, int length, String label, boolean rightToLeft, boolean unordered, String completion)
    implements Reading {

  private static final int LONGEST_NAME = 253;
  private static final int LONGEST_LABEL = 63;
  private static final String PREFIX = "xn--";
  private static final String CHARACTERS = "-0123456789abcdefghijklmnopqrstuvwxyz";

  /** A letter that joins any others; what is added to make a label a valid one. */
  private static final String ADDED = "\u00e4";

  /** How often it may be needed at the beginning. */
  private static final int MOST_ADDED = 3;

  /**
   * The beginning of all names.
   *
   * @param most characters that they may have, at least 1; more than a name may have mean nothing
   */
  public static HostName start(int most) {
    return new HostName(Math.min(most, LONGEST_NAME), 0, "", false, false, "a");
  }

  @Override
  public boolean isWhole() {
    return completion.isEmpty();
  }

  @Override
  public ByteSet alphabet() {
    ByteSet bytes = ByteSet.range('-', '.');
    bytes.add('0', '9');
    bytes.add('A', 'Z');
    bytes.add('a', 'z');
    return bytes;
  }

  @Override
  public Optional<HostName> after(int value) {
    if (value == '.') {
      return nextLabel();
    }
    char next = (char) (value >= 'A' && value <= 'Z' ? value + ('a' - 'A') : value);
    return CHARACTERS.indexOf(next) < 0 ? Optional.empty() : with(next);
  }

  private Optional<HostName> nextLabel() {
    if (!isWhole() || length + 2 > most) {
      return Optional.empty();
    }
    int[] text = unicode(label).orElseThrow();
    return Optional.of(
        new HostName(
            most,
            length + 1,
            "",
            rightToLeft || BidiRule.isRightToLeft(text),
            unordered || !BidiRule.allows(text),
            "a"));
  }

  private Optional<HostName> with(char next) {
    String longer = shortened(label + next);
    int room = Math.min(LONGEST_LABEL - longer.length(), most - length - 1);
    return completion(longer, next)
        .filter(rest -> rest.length() <= room)
        .or(() -> anotherCharacter(longer, room))
        .map(rest -> new HostName(most, length + 1, longer, rightToLeft, unordered, rest));
  }

  /** Keeps of an ordinary label what matters. */
  private static String shortened(String label) {
    if (label.length() < 3 || label.startsWith(PREFIX) || PREFIX.startsWith(label)) {
      return label;
    }
    char first = label.charAt(0);
    return first + "a".repeat(label.length() - 2) + label.charAt(label.length() - 1);
  }

  /** What makes a label a whole one, if there is room. */
  private Optional<String> completion(String longer, char next) {
    if (isValid(longer)) {
      return Optional.of("");
    }
    if (!completion.isEmpty() && completion.charAt(0) == next && longer.startsWith(PREFIX)) {
      return Optional.of(completion.substring(1));
    }
    if (!longer.startsWith(PREFIX)) {
      return Optional.of("a").filter(rest -> isValid(longer + rest));
    }
    String basic = longer.substring(PREFIX.length());
    for (int i = 0; i <= 2 * MOST_ADDED + 1; i++) {
      String text = ADDED.repeat(i / 2) + basic + ADDED.repeat(i % 2);
      String encoded = PREFIX + Punycode.encode(text.codePoints().toArray());
      if (encoded.startsWith(longer) && isValid(encoded)) {
        return Optional.of(encoded.substring(longer.length()));
      }
    }
    return Optional.empty();
  }

  private Optional<String> anotherCharacter(String longer, int room) {
    return room < 1 || !longer.startsWith(PREFIX)
        ? Optional.empty()
        : CHARACTERS
            .chars()
            .mapToObj(Character::toString)
            .filter(next -> isValid(longer + next))
            .findFirst();
  }

  private boolean isValid(String whole) {
    return unicode(whole)
        .filter(text ->
            !(rightToLeft || BidiRule.isRightToLeft(text))
                || !(unordered || !BidiRule.allows(text)))
        .isPresent();
  }

  /** The characters of a label, if it is a valid one. */
  private static Optional<int[]> unicode(String label) {
    if (!label.startsWith(PREFIX)) {
      boolean valid = !label.isEmpty() && !label.startsWith("-") && !label.endsWith("-");
      return valid ? Optional.of(label.codePoints().toArray()) : Optional.empty();
    }
    String encoded = label.substring(PREFIX.length());
    return Punycode.decode(encoded)
        .filter(text -> Arrays.stream(text).anyMatch(c -> c >= 0x80))
        .filter(text -> new UnicodeLabel(text).isValid())
        .filter(text -> Punycode.encode(text).equals(encoded));
  }
}
