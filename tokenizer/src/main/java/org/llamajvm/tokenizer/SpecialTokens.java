package org.llamajvm.tokenizer;

/** What decoding does with special tokens such as {@code <s>} or {@code <|eot_id|>}. */
public enum SpecialTokens {
  /** Leaves them out. */
  SKIP,
  /** Writes their text. */
  SHOW
}
