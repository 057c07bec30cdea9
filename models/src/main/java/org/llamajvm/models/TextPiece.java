package org.llamajvm.models;

import java.util.List;
import org.llamajvm.engine.sampling.TokenLogprobs;

/**
 * A part of a text while it is made. The pieces of a text put together are its {@link Generation}'s
 * text, tokens and log probabilities.
 *
 * @param text whole characters, and nothing that could still become a stop string; the last piece
 *     may have none
 * @param tokens ids of the tokens that were made since the piece before; several, if text was held
 *     back
 * @param logprobs one entry a token if asked for, else empty
 */
public record TextPiece(String text, List<Integer> tokens, List<TokenLogprobs> logprobs) {

  /** Copies the lists. */
  public TextPiece {
    tokens = List.copyOf(tokens);
    logprobs = List.copyOf(logprobs);
  }
}
