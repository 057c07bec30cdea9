package org.llamajvm.models;

import java.util.List;
import org.llamajvm.engine.sampling.TokenLogprobs;
import org.llamajvm.models.reply.ReplyPart;

/**
 * A part of a text while it is made. The pieces of a text put together are its {@link Generation}'s
 * text, tokens and log probabilities.
 *
 * @param text whole characters, and nothing that could still become a stop string; only text and
 *     calls that failed have some, and the last piece may have none
 * @param tokens ids of the tokens that were made since the piece before; several, if text was held
 *     back
 * @param logprobs one entry a token if asked for, else empty
 * @param part what the piece is: text, a thought, a part of a call
 */
public record TextPiece(
    String text, List<Integer> tokens, List<TokenLogprobs> logprobs, ReplyPart part) {

  /** Copies the lists. */
  public TextPiece {
    tokens = List.copyOf(tokens);
    logprobs = List.copyOf(logprobs);
  }

  /** A piece that is text. */
  public TextPiece(String text, List<Integer> tokens, List<TokenLogprobs> logprobs) {
    this(text, tokens, logprobs, new ReplyPart.Text(text));
  }

  /** A piece of any kind. */
  static TextPiece of(ReplyPart part, List<Integer> tokens, List<TokenLogprobs> logprobs) {
    String text =
        switch (part) {
          case ReplyPart.Text(String said) -> said;
          case ReplyPart.CallFailed(_, String said) -> said;
          default -> "";
        };
    return new TextPiece(text, tokens, logprobs, part);
  }
}
