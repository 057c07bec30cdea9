package org.llamajvm.tokenizer.sentencepiece;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.llamajvm.format.ModelException.Kind;
import org.llamajvm.tokenizer.TokenizerFormatException;
import org.llamajvm.tokenizer.bpe.BytePiece;
import org.llamajvm.tokenizer.bpe.TokenModel;
import org.llamajvm.tokenizer.bpe.Vocabulary;
import org.llamajvm.tokenizer.pipeline.AddedToken;
import org.llamajvm.tokenizer.pipeline.PreTokenizer;
import org.llamajvm.tokenizer.pipeline.PrefixTrie;
import org.llamajvm.tokenizer.pipeline.TextAssembler;
import org.llamajvm.tokenizer.sentencepiece.ModelFile.Normalization;
import org.llamajvm.tokenizer.sentencepiece.ModelFile.Piece;
import org.llamajvm.tokenizer.sentencepiece.ModelFile.PieceType;

/**
 * The stages of a tokenizer that a {@code tokenizer.model} of SentencePiece stands for. Immutable.
 */
public final class SentencePiece {

  private final ModelFile file;
  private final Vocabulary vocabulary;
  private final PrefixTrie userDefined = new PrefixTrie();
  private final List<AddedToken> controls = new ArrayList<>();
  private final TokenModel model;

  private SentencePiece(ModelFile file, Path path) throws TokenizerFormatException {
    this.file = file;
    Vocabulary.Builder builder = new Vocabulary.Builder();
    int unknown = -1;
    for (int id = 0; id < file.pieces().size(); id++) {
      Piece piece = file.pieces().get(id);
      builder.add(id, piece.text());
      switch (piece.type()) {
        case UNKNOWN -> unknown = id;
        case CONTROL -> controls.add(AddedToken.control(id, piece.text()));
        case USER_DEFINED -> userDefined.put(piece.text(), piece.text().length());
        case NORMAL, UNUSED, BYTE -> {}
      }
    }
    if (unknown < 0) {
      throw new TokenizerFormatException(
          Kind.CORRUPT, "no piece is of type UNKNOWN; expected one", path, -1);
    }
    vocabulary = builder.build();
    check(path);
    model = new SentencePieceBpe(file, vocabulary, userDefined, unknown);
  }

  private void check(Path path) throws TokenizerFormatException {
    int bytes = 0;
    for (int id = 0; id < file.pieces().size(); id++) {
      String piece = file.pieces().get(id).text();
      int first = vocabulary.find(piece);
      if (first != id) {
        throw new TokenizerFormatException(
            Kind.CORRUPT, "pieces %d and %d are both '%s'".formatted(first, id, piece), path, -1);
      }
      if (file.pieces().get(id).type() == PieceType.BYTE) {
        bytes++;
        if (BytePiece.byteOf(piece) < 0) {
          throw new TokenizerFormatException(
              Kind.CORRUPT,
              "byte piece '%s', expected one such as <0xE2>".formatted(piece),
              path,
              -1);
        }
      }
    }
    if (file.byteFallback() && bytes != 256) {
      throw new TokenizerFormatException(
          Kind.CORRUPT,
          "byte fallback has %d byte pieces, expected 256".formatted(bytes),
          path,
          -1);
    }
  }

  /**
   * Reads a model.
   *
   * @param path for messages
   * @param bytes the whole file
   * @throws TokenizerFormatException if it is truncated, corrupt or not supported
   */
  public static SentencePiece read(Path path, byte[] bytes) throws TokenizerFormatException {
    return new SentencePiece(ModelFileReader.read(path, bytes), path);
  }

  /**
   * Makes a model of pieces that do not come from a {@code tokenizer.model}: without rules, spaces
   * written as U+2581, with byte fallback if there are pieces for bytes.
   *
   * @param path for messages
   * @param texts of the pieces, by id
   * @param scores one for each piece
   * @param types one for each piece: 1 normal, 2 unknown, 3 control, 4 user-defined, 5 unused, 6
   *     byte
   * @param dummyPrefix whether a text gets a space before it
   * @param removeExtraWhitespaces whether spaces at the ends, and all but one of a run, are dropped
   * @throws TokenizerFormatException if no piece is unknown, two are equal, or those for bytes are
   *     not 256
   */
  public static SentencePiece of(
      Path path,
      List<String> texts,
      float[] scores,
      int[] types,
      boolean dummyPrefix,
      boolean removeExtraWhitespaces)
      throws TokenizerFormatException {
    List<Piece> pieces = new ArrayList<>(texts.size());
    boolean bytes = false;
    for (int id = 0; id < texts.size(); id++) {
      PieceType type = PieceType.of(types[id]).orElseThrow();
      pieces.add(new Piece(texts.get(id), scores[id], type));
      bytes |= type == PieceType.BYTE;
    }
    Normalization normalization =
        new Normalization(new CharsMap(), dummyPrefix, removeExtraWhitespaces, true);
    return new SentencePiece(
        new ModelFile(
            pieces, normalization, bytes, false, ModelFile.UNKNOWN_SURFACE, "<s>", "</s>"),
        path);
  }

  /** Cuts text into ids. */
  public TokenModel model() {
    return model;
  }

  /**
   * Normalizes text.
   *
   * @param prefixEverywhere whether text that follows a special token gets a dummy prefix as well,
   *     as "legacy" tokenizers of transformers have it
   */
  public PreTokenizer normalizer(boolean prefixEverywhere) {
    return new SentencePieceNormalizer(file, userDefined, prefixEverywhere);
  }

  /** Decodes. */
  public TextAssembler assembler() {
    return new SentencePieceAssembler(file);
  }

  /** The control pieces, which text never yields by itself. */
  public List<AddedToken> controls() {
    return List.copyOf(controls);
  }

  /** What is merged first, by id; higher goes before lower. */
  public float[] scores() {
    float[] scores = new float[file.pieces().size()];
    for (int id = 0; id < scores.length; id++) {
      scores[id] = file.pieces().get(id).score();
    }
    return scores;
  }

  /** The kinds of the pieces by id, in the numbers of {@link #of}. */
  public int[] types() {
    return file.pieces().stream().mapToInt(piece -> piece.type().number()).toArray();
  }

  /** The name of the piece that begins a text; there need not be such a piece. */
  public String bosPiece() {
    return file.bosPiece();
  }

  /** The name of the piece that ends a text; there need not be such a piece. */
  public String eosPiece() {
    return file.eosPiece();
  }
}
