package org.llamajvm.tokenizer;

import java.util.Objects;

/**
 * A stretch of a text that is encoded as one, with the answer to one question: may the words of a
 * special token in it stand for that token?
 *
 * @param text the characters; unpaired surrogates are read as U+FFFD
 * @param trusted true for text of the program's own (a chat template's control tokens), false for
 *     text that came from a user, in which {@code <|eot_id|>} is ten ordinary characters
 */
public record Span(String text, boolean trusted) {

  /** Checks that there is a text. */
  public Span {
    Objects.requireNonNull(text, "text");
  }

  /** A stretch in which special tokens are recognised. */
  public static Span trusted(String text) {
    return new Span(text, true);
  }

  /** A stretch in which nothing becomes a special token. */
  public static Span plain(String text) {
    return new Span(text, false);
  }
}
