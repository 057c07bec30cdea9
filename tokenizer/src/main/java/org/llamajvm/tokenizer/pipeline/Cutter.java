package org.llamajvm.tokenizer.pipeline;

import org.llamajvm.tokenizer.pipeline.PreTokenizer.Words;

/** Puts words together from the parts of a text that are delimiters and those between. */
final class Cutter {

  private final String text;
  private final Behavior behavior;
  private final boolean atStart;
  private final Words out;
  private int from; // the word being put together is [from, to)
  private int to;
  private boolean delimiter; // what the last part was
  private boolean open; // whether there is such a word

  Cutter(String text, Behavior behavior, boolean atStart, Words out) {
    this.text = text;
    this.behavior = behavior;
    this.atStart = atStart;
    this.out = out;
  }

  /** The next part of the text; an empty one counts for nothing. */
  void part(int start, int end, boolean isDelimiter) {
    if (start == end) {
      return;
    }
    boolean joins =
        open
            && switch (behavior) {
              case REMOVED, ISOLATED -> false;
              case MERGED_WITH_PREVIOUS -> isDelimiter && !delimiter;
              case MERGED_WITH_NEXT -> !isDelimiter && delimiter;
              case CONTIGUOUS -> isDelimiter == delimiter;
            };
    if (!joins) {
      finish();
      from = start;
    }
    to = end;
    open = behavior != Behavior.REMOVED || !isDelimiter;
    delimiter = isDelimiter;
  }

  /** Hands out the last word. */
  void finish() {
    if (open) {
      out.word(text.substring(from, to), atStart && from == 0);
    }
    open = false;
  }
}
