package org.llamajvm.tokenizer.pipeline;

import java.text.Normalizer.Form;
import java.util.List;
import java.util.Locale;
import org.llamajvm.tokenizer.pipeline.MarkedText.Rewriter;

/** Changes text before it is cut. Immutable. */
public sealed interface Normalizer {

  /** The changed text; marks of trust follow their characters. */
  MarkedText apply(MarkedText in);

  /** One after the other. */
  record Sequence(List<Normalizer> steps) implements Normalizer {
    @Override
    public MarkedText apply(MarkedText in) {
      MarkedText text = in;
      for (Normalizer step : steps) {
        text = step.apply(text);
      }
      return text;
    }
  }

  /** Puts something before a text that is not empty. */
  record Prepend(String prefix) implements Normalizer {
    @Override
    public MarkedText apply(MarkedText in) {
      return in.isEmpty()
          ? in
          : new Rewriter(in).write(prefix, 0, 0).copy(0, in.text().length()).done();
    }
  }

  /** Replaces all matches of a pattern by a text that is taken literally. */
  record Replace(BoundedPattern pattern, String content) implements Normalizer {
    @Override
    public MarkedText apply(MarkedText in) {
      Rewriter out = new Rewriter(in);
      int[] from = {0};
      pattern.findAll(
          in.text(),
          (start, end) -> {
            out.copy(from[0], start).write(content, start, end);
            from[0] = end;
          });
      return from[0] == 0 ? in : out.copy(from[0], in.text().length()).done();
    }
  }

  /** Takes whitespace away at the ends. */
  record Strip(boolean left, boolean right) implements Normalizer {
    @Override
    public MarkedText apply(MarkedText in) {
      int from = left ? CharClasses.skipWhitespace(in.text(), 0) : 0;
      int to = in.text().length();
      return in.sub(from, right ? CharClasses.skipWhitespaceBack(in.text(), to, from) : to);
    }
  }

  /** Lower case, character by character. */
  record Lowercase() implements Normalizer {
    @Override
    public MarkedText apply(MarkedText in) {
      Rewriter out = new Rewriter(in);
      String text = in.text();
      for (int i = 0, next; i < text.length(); i = next) {
        next = text.offsetByCodePoints(i, 1);
        out.write(text.substring(i, next).toLowerCase(Locale.ROOT), i, next);
      }
      return out.done();
    }
  }

  /**
   * A normal form of Unicode. A text with marks is normalized in stretches. They begin at ASCII
   * characters, across which normalization never reaches back, and where trust ends or begins, if
   * that makes no difference. A stretch is trusted as a whole.
   */
  record Unicode(Form form) implements Normalizer {
    @Override
    public MarkedText apply(MarkedText in) {
      String text = in.text();
      if (java.text.Normalizer.isNormalized(text, form)) {
        return in;
      }
      if (in.marks() == null) {
        return new MarkedText(normalize(text), in.trusted(), null);
      }
      Rewriter out = new Rewriter(in);
      for (int from = 0, to; from < text.length(); from = to) {
        to = from + 1;
        while (to < text.length() && text.charAt(to) > 0x7f && !border(in, from, to)) {
          to++;
        }
        out.write(normalize(text.substring(from, to)), from, to);
      }
      return out.done();
    }

    private boolean border(MarkedText in, int from, int at) {
      if (in.trusts(at - 1, at) == in.trusts(at, at + 1)) {
        return false;
      }
      String text = in.text();
      int end = at;
      while (end < text.length() && text.charAt(end) > 0x7f) {
        end++;
      }
      String parts = normalize(text.substring(from, at)) + normalize(text.substring(at, end));
      return parts.equals(normalize(text.substring(from, end)));
    }

    private String normalize(String text) {
      return java.text.Normalizer.normalize(text, form);
    }
  }
}
