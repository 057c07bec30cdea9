package org.llamajvm.cli.option;

import java.util.OptionalInt;
import org.llamajvm.hub.find.StoredSettings;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

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

  /**
   * The limit of a text.
   *
   * @param number of a command's option --max-tokens
   * @param stored what ollama keeps beside the model counts unless somebody has chosen the number;
   *     there any negative number is for no limit
   * @throws IllegalArgumentException as {@link #of(int)}
   */
  public static OptionalInt of(int number, CommandSpec command, StoredSettings stored) {
    OptionSpec option = command.findOption("--max-tokens");
    boolean chosen =
        command.commandLine().getParseResult().hasMatchedOption(option)
            || !Integer.valueOf(number).equals(option.initialValue());
    Double kept = stored.numbers().get("num_predict");
    return of(chosen || kept == null ? number : Math.max(UNLIMITED, kept.intValue()));
  }

  /** The number that stands for a limit. */
  public static int number(OptionalInt limit) {
    return limit.orElse(UNLIMITED);
  }
}
