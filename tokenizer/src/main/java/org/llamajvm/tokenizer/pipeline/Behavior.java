package org.llamajvm.tokenizer.pipeline;

/** What becomes of a delimiter where text is cut. */
public enum Behavior {
  /** It is left out. */
  REMOVED,
  /** It is a word of its own. */
  ISOLATED,
  /** It ends the word before it. */
  MERGED_WITH_PREVIOUS,
  /** It begins the word after it. */
  MERGED_WITH_NEXT,
  /** It is a word together with the delimiters next to it. */
  CONTIGUOUS
}
