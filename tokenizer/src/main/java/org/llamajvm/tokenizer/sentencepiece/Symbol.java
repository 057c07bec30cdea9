package org.llamajvm.tokenizer.sentencepiece;

/**
 * What SentencePiece's BPE merges, as an int: the id of a piece, or one of two things that have
 * none, a character without a piece (its code point with a bit set) and a user-defined piece found
 * in the text, which never merges (its id with another bit set).
 */
final class Symbol {

  private static final int UNKNOWN = 1 << 29;
  private static final int FROZEN = 1 << 30;

  private Symbol() {}

  static int unknown(int codePoint) {
    return UNKNOWN | codePoint;
  }

  static boolean isUnknown(int symbol) {
    return (symbol & UNKNOWN) != 0;
  }

  static int codePoint(int unknown) {
    return unknown ^ UNKNOWN;
  }

  static int frozen(int id) {
    return FROZEN | id;
  }

  static boolean isFrozen(int symbol) {
    return (symbol & FROZEN) != 0;
  }

  static int id(int frozen) {
    return frozen ^ FROZEN;
  }
}
