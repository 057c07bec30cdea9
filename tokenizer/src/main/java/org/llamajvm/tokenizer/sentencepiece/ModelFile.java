package org.llamajvm.tokenizer.sentencepiece;

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

  /** What the unknown piece decodes to, if a model does not say. */
  static final String UNKNOWN_SURFACE = " \u2047 ";

  /** Kinds of pieces, in the order of their numbers in the file. */
  enum PieceType {
    NORMAL(1),
    UNKNOWN(2),
    CONTROL(3),
    USER_DEFINED(4),
    UNUSED(5),
    BYTE(6);

    private static final List<PieceType> BY_NUMBER = List.of(values()); // from 1 on

    private final int number;

    PieceType(int number) {
      this.number = number;
    }

    /** Its number in the file. */
    int number() {
      return number;
    }

    /** Whether text can become such a piece, by a merge or as a single character. */
    boolean merges() {
      return switch (this) {
        case NORMAL, USER_DEFINED, UNUSED -> true;
        case UNKNOWN, CONTROL, BYTE -> false;
      };
    }

    /** The kind with this number in the file. */
    static Optional<PieceType> of(int number) {
      return number >= 1 && number <= BY_NUMBER.size()
          ? Optional.of(BY_NUMBER.get(number - 1))
          : Optional.empty();
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
