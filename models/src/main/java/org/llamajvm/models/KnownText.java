package org.llamajvm.models;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.Collectors;
import org.llamajvm.tokenizer.Span;

/**
 * The beginning of a conversation whose tokens are known because a model has processed or made
 * them.
 *
 * @param spans the text and who wrote it
 * @param tokens the tokens of the text
 * @param ends where the text may be cut, shortest part first: a number of characters and the number
 *     of their tokens, by turns
 */
record KnownText(List<Span> spans, int[] tokens, int[] ends) {

  /** Nothing is known. */
  static final KnownText NONE = new KnownText(List.of(), new int[0], new int[0]);

  KnownText {
    spans = List.copyOf(spans);
  }

  /** A part of the text, from its beginning on. */
  record Part(int characters, int tokens) {}

  /**
   * The parts with which a conversation begins, the longest one first: the characters are the same,
   * and so is which of them the template wrote, white space aside. Otherwise what a user writes
   * could be taken for control tokens that stood at the same place before.
   */
  List<Part> partsAtTheBeginningOf(List<Span> conversation) {
    int shared = Math.min(sharedCharacters(conversation), sharedControls(conversation));
    List<Part> parts = new ArrayList<>();
    for (int i = ends.length - 2; i >= 0; i -= 2) {
      if (ends[i] <= shared) {
        parts.add(new Part(ends[i], ends[i + 1]));
      }
    }
    return parts;
  }

  private int sharedCharacters(List<Span> conversation) {
    String own = text(spans);
    String other = text(conversation);
    int different = Arrays.mismatch(own.toCharArray(), other.toCharArray());
    return different < 0 ? own.length() : different;
  }

  private int sharedControls(List<Span> conversation) {
    BitSet different = controls(spans);
    different.xor(controls(conversation));
    int first = different.nextSetBit(0);
    return first < 0 ? Integer.MAX_VALUE : first;
  }

  private static BitSet controls(List<Span> spans) {
    BitSet controls = new BitSet();
    int at = 0;
    for (Span span : spans) {
      for (int i = 0; i < span.text().length(); i++, at++) {
        controls.set(at, span.trusted() && !Character.isWhitespace(span.text().charAt(i)));
      }
    }
    return controls;
  }

  /**
   * What is known after one more turn.
   *
   * @param part of this text that stays
   * @param turn all of the conversation now
   * @param turnTokens its tokens
   */
  KnownText extended(Part part, List<Span> turn, int[] turnTokens) {
    int kept = 0;
    while (kept < ends.length && ends[kept] <= part.characters()) {
      kept += 2;
    }
    int[] all = Arrays.copyOf(ends, kept + 2);
    all[kept] = text(turn).length();
    all[kept + 1] = turnTokens.length;
    return new KnownText(turn, turnTokens, all);
  }

  /** Whether every part lies within the text and its tokens, and is longer than the one before. */
  boolean isConsistent() {
    int characters = 0;
    int count = 0;
    for (int i = 0; i + 1 < ends.length; i += 2) {
      if (ends[i] <= characters || ends[i + 1] <= count) {
        return false;
      }
      characters = ends[i];
      count = ends[i + 1];
    }
    return ends.length % 2 == 0 && characters <= text(spans).length() && count <= tokens.length;
  }

  static String text(List<Span> spans) {
    return spans.stream().map(Span::text).collect(Collectors.joining());
  }
}
