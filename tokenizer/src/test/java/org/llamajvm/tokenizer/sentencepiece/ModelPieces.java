package org.llamajvm.tokenizer.sentencepiece;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.llamajvm.tokenizer.sentencepiece.ModelFile.Piece;

/**
 * The pieces of a tokenizer.model as a converter writes them into a GGUF file.
 *
 * @param texts by id
 * @param scores by id
 * @param types by id, in SentencePiece's numbers
 * @param dummyPrefix whether a text gets a space before it
 */
public record ModelPieces(List<String> texts, float[] scores, int[] types, boolean dummyPrefix) {

  /** Reads a tokenizer.model. */
  public static ModelPieces read(Path model) throws IOException {
    ModelFile file = ModelFileReader.read(model, Files.readAllBytes(model));
    List<Piece> pieces = file.pieces();
    float[] scores = new float[pieces.size()];
    for (int id = 0; id < scores.length; id++) {
      scores[id] = pieces.get(id).score();
    }
    int[] types =
        pieces.stream()
            .mapToInt(piece -> List.of(ModelFile.PieceType.values()).indexOf(piece.type()) + 1)
            .toArray();
    return new ModelPieces(
        pieces.stream().map(Piece::text).toList(),
        scores,
        types,
        file.normalization().dummyPrefix());
  }
}
