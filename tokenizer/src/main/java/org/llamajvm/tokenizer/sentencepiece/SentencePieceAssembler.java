package org.llamajvm.tokenizer.sentencepiece;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.llamajvm.tokenizer.SpecialTokens;
import org.llamajvm.tokenizer.bpe.BytePiece;
import org.llamajvm.tokenizer.pipeline.TextAssembler;
import org.llamajvm.tokenizer.sentencepiece.ModelFile.Piece;
import org.llamajvm.tokenizer.sentencepiece.ModelFile.PieceType;

/** Decodes as the sentencepiece library's {@code Decode} does. Immutable. */
final class SentencePieceAssembler implements TextAssembler {

  private static final String SPACE = "\u2581";

  private final List<Piece> pieces;
  private final String unknownSurface;
  private final boolean dropsFirstSpace;
  private final boolean dropsAllFirstSpaces;

  SentencePieceAssembler(ModelFile model) {
    pieces = model.pieces();
    unknownSurface = model.unknownSurface();
    dropsAllFirstSpaces = model.normalization().removeExtraWhitespaces();
    dropsFirstSpace = model.normalization().dummyPrefix() || dropsAllFirstSpaces;
  }

  @Override
  public String assemble(int[] ids, SpecialTokens specials, Pieces names) {
    StringBuilder text = new StringBuilder();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    boolean atStart = true;
    boolean dropped = false; // whether the last piece lost its space
    for (int id : ids) {
      PieceType type = id < pieces.size() ? pieces.get(id).type() : PieceType.CONTROL;
      if (type == PieceType.BYTE) {
        bytes.write(BytePiece.byteOf(pieces.get(id).text()));
        continue;
      }
      Utf8.flush(bytes, text);
      atStart &= !dropped && text.isEmpty();
      dropped = false;
      if (type == PieceType.CONTROL || names.isSpecial(id)) {
        if (specials == SpecialTokens.SHOW || !names.isSpecial(id)) {
          text.append(names.pieceOf(id));
        }
      } else if (type == PieceType.UNKNOWN) {
        text.append(unknownSurface);
      } else {
        String piece = pieces.get(id).text();
        if (atStart && dropsFirstSpace && piece.startsWith(SPACE)) {
          piece = piece.substring(1);
          dropped = !dropsAllFirstSpaces;
        }
        text.append(piece.replace(SPACE, " "));
      }
    }
    Utf8.flush(bytes, text);
    return text.toString();
  }

  @Override
  public byte[] bytes(int id, Pieces names) {
    PieceType type = id < pieces.size() ? pieces.get(id).type() : PieceType.CONTROL;
    return switch (type) {
      case BYTE -> new byte[] {(byte) BytePiece.byteOf(pieces.get(id).text())};
      case CONTROL -> names.pieceOf(id).getBytes(StandardCharsets.UTF_8);
      case UNKNOWN -> unknownSurface.getBytes(StandardCharsets.UTF_8);
      default -> pieces.get(id).text().replace(SPACE, " ").getBytes(StandardCharsets.UTF_8);
    };
  }
}
