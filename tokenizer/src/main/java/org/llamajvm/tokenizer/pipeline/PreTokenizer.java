package org.llamajvm.tokenizer.pipeline;

import java.util.List;

/** Cuts text into words that are encoded one by one, and may write them otherwise. Immutable. */
public interface PreTokenizer {

  /** Takes words in the order of the text. */
  @FunctionalInterface
  interface Words {
    /** A word; {@code atStart} if the whole text begins with it. */
    void word(String word, boolean atStart);
  }

  /** Cuts {@code text}, which is not empty; {@code atStart} if the whole text begins with it. */
  void split(String text, boolean atStart, Words out);

  /** One after the other, each on the words of the one before. */
  record Sequence(List<PreTokenizer> steps) implements PreTokenizer {
    @Override
    public void split(String text, boolean atStart, Words out) {
      step(0, text, atStart, out);
    }

    private void step(int index, String text, boolean atStart, Words out) {
      if (index == steps.size()) {
        out.word(text, atStart);
      } else if (!text.isEmpty()) {
        steps.get(index).split(text, atStart, (word, first) -> step(index + 1, word, first, out));
      }
    }
  }

  /** Cuts before, after or around what a regular expression finds. */
  record Split(BoundedPattern pattern, Behavior behavior, boolean invert) implements PreTokenizer {
    @Override
    public void split(String text, boolean atStart, Words out) {
      Cutter cutter = new Cutter(text, behavior, atStart, out);
      int[] from = {0};
      pattern.findAll(
          text,
          (start, end) -> {
            cutter.part(from[0], start, invert);
            cutter.part(start, end, !invert);
            from[0] = end;
          });
      cutter.part(from[0], text.length(), invert);
      cutter.finish();
    }
  }

  /** Cuts around numbers; around each digit of one if asked. */
  record Digits(boolean individual) implements PreTokenizer {
    @Override
    public void split(String text, boolean atStart, Words out) {
      Behavior behavior = individual ? Behavior.ISOLATED : Behavior.CONTIGUOUS;
      Cutter cutter = new Cutter(text, behavior, atStart, out);
      int from = 0;
      for (int i = 0, next; i < text.length(); i = next) {
        int c = text.codePointAt(i);
        next = i + Character.charCount(c);
        if (CharClasses.isNumeric(c)) {
          cutter.part(from, i, false);
          cutter.part(i, next, true);
          from = next;
        }
      }
      cutter.part(from, text.length(), false);
      cutter.finish();
    }
  }

  /** Cuts as one of the well-known patterns does. */
  record Known(WordPattern pattern) implements PreTokenizer {
    @Override
    public void split(String text, boolean atStart, Words out) {
      for (int from = 0, to; from < text.length(); from = to) {
        to = pattern.end(text, from);
        out.word(text.substring(from, to), atStart && from == 0);
      }
    }
  }

  /** Puts a space before a text that does not begin with one. */
  record PrefixSpace() implements PreTokenizer {
    @Override
    public void split(String text, boolean atStart, Words out) {
      out.word(text.charAt(0) == ' ' ? text : " " + text, atStart);
    }
  }

  /** Writes each byte of the text's UTF-8 as one printable character. */
  record ByteLevel() implements PreTokenizer {
    @Override
    public void split(String text, boolean atStart, Words out) {
      out.word(ByteAlphabet.write(text), atStart);
    }
  }

  /** When {@link Metaspace} puts a space before a text. */
  enum PrependScheme {
    /** Always. */
    ALWAYS,
    /** Where the whole text begins. */
    FIRST,
    /** Never. */
    NEVER
  }

  /** Writes spaces as a visible character, puts one before a text, and may cut before each. */
  record Metaspace(char replacement, PrependScheme scheme, boolean cut) implements PreTokenizer {
    @Override
    public void split(String text, boolean atStart, Words out) {
      String spaced = text.replace(' ', replacement);
      boolean wanted = scheme == PrependScheme.ALWAYS || (scheme == PrependScheme.FIRST && atStart);
      if (wanted && spaced.charAt(0) != replacement) {
        spaced = replacement + spaced;
      }
      if (!cut) {
        out.word(spaced, atStart);
        return;
      }
      int from = 0;
      for (int i = spaced.indexOf(replacement, 1); i > 0; i = spaced.indexOf(replacement, i + 1)) {
        out.word(spaced.substring(from, i), atStart && from == 0);
        from = i;
      }
      out.word(spaced.substring(from), atStart && from == 0);
    }
  }
}
