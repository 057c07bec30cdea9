package org.llamajvm.models.tool;

/** What names of functions look like: nothing that any template, or any form of a call, reads. */
final class ToolName {

  static final int LONGEST = 128;

  private ToolName() {}

  /** Whether a name may have the character. */
  static boolean isPart(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '_'
        || c == '-'
        || c == '.';
  }

  /**
   * Checks a name.
   *
   * @throws IllegalArgumentException if it is empty, too long, or has another character
   */
  static String check(String name) {
    if (name.length() > LONGEST) {
      throw new IllegalArgumentException(
          "The name of a tool has %d characters, at most %d are possible"
              .formatted(name.length(), LONGEST));
    }
    if (name.isEmpty() || !name.chars().allMatch(c -> isPart((char) c))) {
      throw new IllegalArgumentException(
          "The name of a tool must have 1 to %d letters, digits, '_', '-' or '.', not '%s'"
              .formatted(LONGEST, name));
    }
    return name;
  }
}
