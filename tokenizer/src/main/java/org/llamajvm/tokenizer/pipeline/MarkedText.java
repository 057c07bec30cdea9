package org.llamajvm.tokenizer.pipeline;

import java.util.BitSet;
import java.util.List;
import org.llamajvm.tokenizer.Span;

/**
 * A text that knows of each char whether it is trusted, through normalization too.
 *
 * @param text the chars
 * @param trusted whether all are trusted, if {@code marks} is null
 * @param marks a bit for each char that is trusted; null if all are alike
 */
record MarkedText(String text, boolean trusted, BitSet marks) {

  static MarkedText of(List<Span> spans) {
    int length = 0;
    boolean some = false;
    boolean all = true;
    for (Span span : spans) {
      length += span.text().length();
      if (!span.text().isEmpty()) {
        some |= span.trusted();
        all &= span.trusted();
      }
    }
    StringBuilder text = new StringBuilder(length);
    BitSet marks = some && !all ? new BitSet(length) : null;
    for (Span span : spans) {
      if (marks != null && span.trusted()) {
        marks.set(text.length(), text.length() + span.text().length());
      }
      text.append(span.text());
    }
    return new MarkedText(wellFormed(text.toString()), all && some, marks);
  }

  /** Unpaired surrogates, which no encoding of Unicode can hold, become U+FFFD. */
  private static String wellFormed(String text) {
    StringBuilder fixed = null;
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        if (Character.charCount(text.codePointAt(i)) == 2) {
          i++;
        } else {
          fixed = fixed == null ? new StringBuilder(text) : fixed;
          fixed.setCharAt(i, '\uFFFD');
        }
      }
    }
    return fixed == null ? text : fixed.toString();
  }

  static MarkedText allTrusted(String text) {
    return new MarkedText(text, true, null);
  }

  boolean isEmpty() {
    return text.isEmpty();
  }

  /** Whether all chars in {@code [from, to)} are trusted. */
  boolean trusts(int from, int to) {
    return marks == null ? trusted : marks.nextClearBit(from) >= to;
  }

  MarkedText sub(int from, int to) {
    return new MarkedText(
        text.substring(from, to), trusted, marks == null ? null : marks.get(from, to));
  }

  /** Writes a changed copy of a text. */
  static final class Rewriter {
    private final MarkedText source;
    private final StringBuilder text;
    private final BitSet marks;

    Rewriter(MarkedText source) {
      this.source = source;
      text = new StringBuilder(source.text.length() + 16);
      marks = source.marks == null ? null : new BitSet();
    }

    /** Writes {@code chars}, trusted as far as the source in {@code [from, to)} is. */
    Rewriter write(String chars, int from, int to) {
      if (marks != null) {
        int end = text.length() + chars.length();
        marks.set(text.length(), end, source.trusts(from, to));
      }
      text.append(chars);
      return this;
    }

    /** Copies the source from {@code from} to {@code to}. */
    Rewriter copy(int from, int to) {
      if (marks == null) {
        text.append(source.text, from, to);
      } else {
        for (int i = from; i < to; i++) {
          write(source.text.substring(i, i + 1), i, i + 1);
        }
      }
      return this;
    }

    MarkedText done() {
      return new MarkedText(text.toString(), source.trusted, marks);
    }
  }
}
