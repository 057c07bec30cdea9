package org.llamajvm.tokenizer.bpe;

import java.util.HashMap;
import java.util.Map;
import org.llamajvm.tokenizer.bpe.TokenModel.Session;

/**
 * Cuts stretches into words that cannot influence each other, and remembers the ids of words: a
 * text uses the same few thousand again and again. Memory is bounded.
 */
public final class WordSession implements Session {

  /** Stands for no boundary: stretches are not cut. */
  public static final char UNCUT = 0;

  private static final int WORDS = 8192;
  private static final int LONGEST = 48; // chars of a word that is remembered

  private final Session words;
  private final char boundary;
  private final Map<String, int[]> known = new HashMap<>();

  /**
   * @param words encodes a word
   * @param boundary a word begins before each run of this character, see {@link
   *     #boundary(Vocabulary)}
   */
  public WordSession(Session words, char boundary) {
    this.words = words;
    this.boundary = boundary;
  }

  /**
   * The character U+2581 (the space of SentencePiece) if text may be cut before each run of it: it
   * is a piece, and no piece goes across such a border. Else {@link #UNCUT}.
   */
  public static char boundary(Vocabulary vocabulary) {
    char space = '\u2581';
    if (vocabulary.findCodePoint(space) < 0) {
      return UNCUT;
    }
    return vocabulary.hasInside(space) ? UNCUT : space;
  }

  @Override
  public void encode(String text, IntList out) {
    int from = 0;
    if (boundary != UNCUT) {
      for (int i = 1; i < text.length(); i++) {
        if (text.charAt(i) == boundary && text.charAt(i - 1) != boundary) {
          word(text.substring(from, i), out);
          from = i;
        }
      }
    }
    word(text.substring(from), out);
  }

  private void word(String word, IntList out) {
    if (word.length() > LONGEST) {
      words.encode(word, out);
      return;
    }
    int[] ids = known.get(word);
    if (ids != null) {
      out.addAll(ids);
      return;
    }
    int from = out.size();
    words.encode(word, out);
    if (known.size() < WORDS) {
      known.put(word, out.tail(from));
    }
  }
}
