package org.llamajvm.tokenizer.bpe;

/** Cuts a stretch of prepared text into ids of a vocabulary. Immutable; sessions are not. */
public interface TokenModel {

  /** The pieces. */
  Vocabulary vocabulary();

  /** Scratch memory for one encoding. */
  Session newSession();

  /** Encodes stretch after stretch of one text. Not safe for use by several threads at once. */
  @FunctionalInterface
  interface Session {
    /** Appends the ids of {@code text} to {@code out}. */
    void encode(String text, IntList out);
  }
}
