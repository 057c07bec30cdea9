package org.llamajvm.cli.command;

import java.util.stream.IntStream;
import org.llamajvm.tokenizer.Tokenizer;

/** Encodes prompts of people who know what they do. */
final class Prompts {

  private Prompts() {}

  /**
   * The tokens of a prompt in which special tokens count as such. BOS is put in front unless the
   * text begins with it.
   */
  static int[] encodeTrusted(Tokenizer tokenizer, String prompt) {
    int[] tokens = tokenizer.encodeTrusted(prompt);
    boolean begins =
        tokens.length > 0
            && tokenizer.bosId().isPresent()
            && tokens[0] == tokenizer.bosId().getAsInt();
    return begins
        ? tokens
        : IntStream.concat(IntStream.of(tokenizer.prefix()), IntStream.of(tokens)).toArray();
  }
}
