package org.llamajvm.tokenizer.pipeline;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.llamajvm.tokenizer.SpecialTokens;

/** Hands the names of the tokens that are to be seen to a decoder. Immutable. */
record DecoderAssembler(Decoder decoder) implements TextAssembler {

  /** A piece that decoders leave as it is. */
  private static final String BEFORE = "a";

  @Override
  public String assemble(int[] ids, SpecialTokens specials, Pieces pieces) {
    List<String> names = new ArrayList<>(ids.length);
    for (int id : ids) {
      if (specials == SpecialTokens.SHOW || !pieces.isSpecial(id)) {
        names.add(pieces.pieceOf(id));
      }
    }
    return String.join("", decoder.decode(names));
  }

  @Override
  public byte[] bytes(int id, Pieces pieces) {
    String name = pieces.pieceOf(id);
    byte[] raw = decoder.rawBytes(name);
    if (raw != null) {
      return raw;
    }
    String text = String.join("", decoder.decode(List.of(BEFORE, name)));
    return text.substring(BEFORE.length()).getBytes(StandardCharsets.UTF_8);
  }
}
