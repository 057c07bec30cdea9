package org.llamajvm.tokenizer.bpe;

import java.nio.charset.StandardCharsets;
import java.util.BitSet;

/**
 * The BPE model of the tokenizers library: merges by rank, characters without a piece by bytes or
 * as the unknown token. Its source is that library's {@code models/bpe}.
 */
public final class BpeModel implements TokenModel {

  /**
   * What a model may do differently.
   *
   * @param unknown id of the unknown token, or -1: characters without a piece vanish
   * @param fuseUnknown whether a run of unknown characters yields one unknown token
   * @param byteFallback whether a character without a piece yields the pieces {@code <0xXX>} of its
   *     bytes in UTF-8
   * @param ignoreMerges whether a word that is a piece is that piece, whatever the merges say
   */
  public record Options(
      int unknown, boolean fuseUnknown, boolean byteFallback, boolean ignoreMerges) {}

  private final Vocabulary vocabulary;
  private final Merges merges;
  private final Options options;
  private final BitSet specials;
  private final int[] bytes; // id of <0xXX>, or -1
  private final char boundary;

  /**
   * @param specials ids that text must not yield; no merge in {@code merges} may yield one
   */
  public BpeModel(Vocabulary vocabulary, Merges merges, Options options, BitSet specials) {
    this.vocabulary = vocabulary;
    this.merges = merges;
    this.options = options;
    this.specials = (BitSet) specials.clone();
    bytes = BytePiece.ids(vocabulary);
    boundary = WordSession.boundary(vocabulary);
  }

  @Override
  public Vocabulary vocabulary() {
    return vocabulary;
  }

  @Override
  public Session newSession() {
    PairMerger merger = new PairMerger(merges);
    Session words = new WordSession((word, out) -> merge(word, merger, out), boundary);
    if (!options.ignoreMerges()) {
      return words;
    }
    return (text, out) -> {
      int whole = vocabulary.find(text);
      if (whole >= 0 && !specials.get(whole)) {
        out.add(whole);
      } else {
        words.encode(text, out);
      }
    };
  }

  private void merge(String word, PairMerger merger, IntList out) {
    boolean pending = false; // an unknown token that the next unknown character may join
    for (int i = 0, c; i < word.length(); i += Character.charCount(c)) {
      c = word.codePointAt(i);
      int id = vocabulary.findCodePoint(c);
      if (id >= 0) {
        if (pending) {
          merger.add(options.unknown());
          pending = false;
        }
        merger.add(id);
      } else if (!addBytes(c, merger) && options.unknown() >= 0) {
        if (pending && !options.fuseUnknown()) {
          merger.add(options.unknown());
        }
        pending = true;
      }
    }
    if (pending) {
      merger.add(options.unknown());
    }
    merger.finish(out);
  }

  private boolean addBytes(int codePoint, PairMerger merger) {
    if (!options.byteFallback()) {
      return false;
    }
    byte[] utf8 = Character.toString(codePoint).getBytes(StandardCharsets.UTF_8);
    for (byte b : utf8) {
      if (bytes[b & 0xff] < 0) {
        return false;
      }
    }
    for (byte b : utf8) {
      merger.add(bytes[b & 0xff]);
    }
    return true;
  }
}
