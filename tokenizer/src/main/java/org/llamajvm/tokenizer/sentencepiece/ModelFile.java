package org.llamajvm.tokenizer.sentencepiece;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What a {@code tokenizer.model} says, as far as encoding and decoding need it.
 *
 * @param pieces by id
 * @param normalization what happens to text first
 * @param byteFallback whether a character without a piece becomes the pieces of its bytes
 * @param whitespaceAsSuffix whether a word's space comes behind it
 * @param unknownSurface what the unknown piece decodes to
 * @param bosPiece the name of the piece that begins a text
 * @param eosPiece the name of the piece that ends a text
 */
record ModelFile(
    List<Piece> pieces,
    Normalization normalization,
    boolean byteFallback,
    boolean whitespaceAsSuffix,
    String unknownSurface,
    String bosPiece,
    String eosPiece) {

  /** Kinds of pieces. */
  enum PieceType {
    NORMAL(1),
    UNKNOWN(2),
    CONTROL(3),
    USER_DEFINED(4),
    UNUSED(5),
    BYTE(6);

    private final int number;

    PieceType(int number) {
      this.number = number;
    }

    /** The kind with this number in the file. */
    static Optional<PieceType> of(int number) {
      return Arrays.stream(values()).filter(type -> type.number == number).findFirst();
    }
  }

  /** A piece; of two that could be merged, the one of the higher score is first. */
  record Piece(String text, float score, PieceType type) {}

  /**
   * The normalizer's settings.
   *
   * @param rules what becomes of sequences of characters
   * @param dummyPrefix whether a text gets a space before it
   * @param removeExtraWhitespaces whether spaces at the ends, and all but one of a run, are dropped
   * @param escapeWhitespaces whether spaces are written as U+2581
   */
  record Normalization(
      CharsMap rules,
      boolean dummyPrefix,
      boolean removeExtraWhitespaces,
      boolean escapeWhitespaces) {}
}
