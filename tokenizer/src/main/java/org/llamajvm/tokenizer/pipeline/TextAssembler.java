package org.llamajvm.tokenizer.pipeline;

import java.util.ArrayList;
import java.util.List;
import org.llamajvm.tokenizer.SpecialTokens;

/** Makes text of ids. Immutable. */
@FunctionalInterface
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

  /** Hands the names of the tokens that are to be seen to {@code decoder}. */
  static TextAssembler of(Decoder decoder) {
    return (ids, specials, pieces) -> {
      List<String> names = new ArrayList<>(ids.length);
      for (int id : ids) {
        if (specials == SpecialTokens.SHOW || !pieces.isSpecial(id)) {
          names.add(pieces.pieceOf(id));
        }
      }
      return String.join("", decoder.decode(names));
    };
  }
}
