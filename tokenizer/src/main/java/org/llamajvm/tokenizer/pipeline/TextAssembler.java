package org.llamajvm.tokenizer.pipeline;

import org.llamajvm.tokenizer.SpecialTokens;

/** Makes text of ids. Immutable. */
public interface TextAssembler {

  /** What an assembler asks of the tokenizer that it belongs to. */
  interface Pieces {
    /** The name of a token. */
    String pieceOf(int id);

    /** Whether a token is a control token. */
    boolean isSpecial(int id);
  }

  /** The text of {@code ids}, all of which are in the vocabulary. */
  String assemble(int[] ids, SpecialTokens specials, Pieces pieces);

  /** The bytes that a token which is no control token adds to a text that has begun. */
  byte[] bytes(int id, Pieces pieces);

  /** Hands the names of the tokens that are to be seen to {@code decoder}. */
  static TextAssembler of(Decoder decoder) {
    return new DecoderAssembler(decoder);
  }
}
