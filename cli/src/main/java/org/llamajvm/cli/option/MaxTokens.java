package org.llamajvm.cli.option;

import java.util.OptionalInt;

/** The most tokens of a text as a number on the command line, where -1 is for no limit. */
public final class MaxTokens {

  /** No limit. */
  public static final int UNLIMITED = -1;

  private MaxTokens() {}

  /**
   * The limit that a number stands for.
   *
   * @return empty for none
   * @throws IllegalArgumentException if the number is below {@value #UNLIMITED}
   */
  public static OptionalInt of(int number) {
    if (number < UNLIMITED) {
      throw new IllegalArgumentException(
          "The number of tokens must be 0 or more, or -1 for no limit, not " + number);
    }
    return number == UNLIMITED ? OptionalInt.empty() : OptionalInt.of(number);
  }

  /** The number that stands for a limit. */
  public static int number(OptionalInt limit) {
    return limit.orElse(UNLIMITED);
  }
}
