package org.llamajvm.tokenizer.gguf;

import java.util.List;

/** What {@code tokenizer.ggml.token_type} says of a token, in the order of the numbers. */
enum TokenType {
  NORMAL(1),
  UNKNOWN(2),
  /** Recognised in trusted text alone. */
  CONTROL(3),
  /** Cut out of any text before all else. */
  USER_DEFINED(4),
  UNUSED(5),
  BYTE(6);

  private static final List<TokenType> BY_NUMBER = List.of(values()); // from 1 on

  private final int number;

  TokenType(int number) {
    this.number = number;
  }

  /**
   * The type with this number, or null; 0, which some converters write where they know nothing, is
   * normal.
   */
  static TokenType of(int number) {
    if (number == 0) {
      return NORMAL;
    }
    return number > 0 && number <= BY_NUMBER.size() ? BY_NUMBER.get(number - 1) : null;
  }

  /** Its number in a file, which is SentencePiece's too. */
  int number() {
    return number;
  }

  /** Whether such a token is found as a whole, before the model sees the text. */
  boolean isAdded() {
    return this == UNKNOWN || this == CONTROL || this == USER_DEFINED;
  }
}
