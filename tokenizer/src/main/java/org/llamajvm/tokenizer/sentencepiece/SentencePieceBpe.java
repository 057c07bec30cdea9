package org.llamajvm.tokenizer.sentencepiece;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.llamajvm.tokenizer.bpe.BytePiece;
import org.llamajvm.tokenizer.bpe.IntList;
import org.llamajvm.tokenizer.bpe.MergeTable;
import org.llamajvm.tokenizer.bpe.PairMerger;
import org.llamajvm.tokenizer.bpe.TokenModel;
import org.llamajvm.tokenizer.bpe.Vocabulary;
import org.llamajvm.tokenizer.bpe.WordSession;
import org.llamajvm.tokenizer.pipeline.PrefixTrie;
import org.llamajvm.tokenizer.sentencepiece.ModelFile.Piece;
import org.llamajvm.tokenizer.sentencepiece.ModelFile.PieceType;

/**
 * SentencePiece's BPE: two neighbours merge if they make a piece, the piece of the highest score
 * first. Its source is the library's {@code bpe_model.cc}.
 *
 * <p>A symbol is the id of a piece, or one of two things that have none: a character without a
 * piece (its code point with a bit set), or a user-defined piece found in the text, which never
 * merges (its id with another bit set).
 */
final class SentencePieceBpe implements TokenModel {

  private static final int UNKNOWN = 1 << 29;
  private static final int FROZEN = 1 << 30;

  private final Vocabulary vocabulary;
  private final List<Piece> pieces;
  private final PrefixTrie userDefined; // values are lengths in chars
  private final MergeTable merges;
  private final int unknown;
  private final int[] bytes; // id of <0xXX>
  private final boolean byteFallback;
  private final boolean hasUnused;
  private final char boundary;

  SentencePieceBpe(ModelFile model, Vocabulary vocabulary, PrefixTrie userDefined, int unknown) {
    this.vocabulary = vocabulary;
    this.userDefined = userDefined;
    this.unknown = unknown;
    pieces = model.pieces();
    byteFallback = model.byteFallback();
    hasUnused = pieces.stream().anyMatch(piece -> piece.type() == PieceType.UNUSED);
    bytes = BytePiece.ids(vocabulary);
    boundary = hasUnused ? WordSession.UNCUT : WordSession.boundary(vocabulary);
    merges = merges();
  }

  @Override
  public Vocabulary vocabulary() {
    return vocabulary;
  }

  @Override
  public Session newSession() {
    if (hasUnused) {
      return this::encodeWithUnused;
    }
    PairMerger merger = new PairMerger(merges);
    return new WordSession(
        (text, out) -> {
          IntList symbols = new IntList(text.length());
          merge(text, merger, symbols);
          Output output = new Output(out, Map.of());
          for (int i = 0; i < symbols.size(); i++) {
            output.add(symbols.get(i));
          }
        },
        boundary);
  }

  /** An unused piece may arise on the way to a longer one; at the end it falls apart again. */
  private void encodeWithUnused(String text, IntList out) {
    Map<Integer, long[]> parts = new HashMap<>();
    PairMerger merger =
        new PairMerger(
            merges,
            (left, right, result) -> {
              if (pieces.get(result).type() == PieceType.UNUSED) {
                parts.put(result, new long[] {left, right});
              }
            });
    IntList symbols = new IntList(text.length());
    merge(text, merger, symbols);
    Output output = new Output(out, parts);
    for (int i = 0; i < symbols.size(); i++) {
      output.add(symbols.get(i));
    }
  }

  private void merge(String text, PairMerger merger, IntList symbols) {
    int i = 0;
    while (i < text.length()) {
      int length = userDefined.longestAt(text, i);
      if (length > 0) {
        merger.add(FROZEN | vocabulary.find(text.substring(i, i + length)));
        i += length;
      } else {
        int c = text.codePointAt(i);
        merger.add(symbolOf(c));
        i += Character.charCount(c);
      }
    }
    merger.finish(symbols);
  }

  private int symbolOf(int codePoint) {
    int id = vocabulary.findCodePoint(codePoint);
    return mergeable(id) ? id : UNKNOWN | codePoint;
  }

  private boolean mergeable(int id) {
    if (id < 0) {
      return false;
    }
    return switch (pieces.get(id).type()) {
      case NORMAL, USER_DEFINED, UNUSED -> true;
      case UNKNOWN, CONTROL, BYTE -> false;
    };
  }

  /** All ways in which two symbols make a piece. */
  private MergeTable merges() {
    float[] scores = new float[pieces.size()]; // ascending
    for (int id = 0; id < scores.length; id++) {
      scores[id] = pieces.get(id).score() + 0f; // makes -0 a 0
    }
    Arrays.sort(scores);
    IntList found = new IntList(pieces.size() * 4);
    for (int id = 0; id < pieces.size(); id++) {
      if (mergeable(id)) {
        splits(id, found);
      }
    }
    MergeTable table = new MergeTable(found.size() / 3);
    for (int i = 0; i < found.size(); i += 3) {
      int result = found.get(i + 2);
      int rank = scores.length - firstAtLeast(scores, pieces.get(result).score() + 0f);
      table.put(found.get(i), found.get(i + 1), rank, result);
    }
    return table;
  }

  /** The smallest index of a score that is not less; the same for equal scores. */
  private static int firstAtLeast(float[] ascending, float score) {
    int low = 0;
    int high = ascending.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (ascending[middle] < score) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private void splits(int id, IntList found) {
    char[] chars = pieces.get(id).text().toCharArray();
    for (int middle = 1; middle < chars.length; middle++) {
      if (Character.isLowSurrogate(chars[middle])) {
        continue;
      }
      int left = symbolOf(chars, 0, middle);
      int right = left < 0 ? -1 : symbolOf(chars, middle, chars.length);
      if (right >= 0) {
        found.add(left);
        found.add(right);
        found.add(id);
      }
    }
  }

  private int symbolOf(char[] chars, int from, int to) {
    int id = vocabulary.find(chars, from, to);
    if (mergeable(id)) {
      return id;
    }
    int c = Character.codePointAt(chars, from, to);
    return Character.charCount(c) == to - from ? UNKNOWN | c : -1;
  }

  /** Turns symbols into ids. */
  private final class Output {
    private final IntList out;
    private final Map<Integer, long[]> parts; // the two symbols that an unused piece is made of
    private boolean afterUnknown;

    Output(IntList out, Map<Integer, long[]> parts) {
      this.out = out;
      this.parts = parts;
    }

    void add(int symbol) {
      if ((symbol & FROZEN) != 0) {
        emit(symbol ^ FROZEN);
      } else if ((symbol & UNKNOWN) != 0) {
        addUnknown(symbol ^ UNKNOWN);
      } else {
        long[] pair = pieces.get(symbol).type() == PieceType.UNUSED ? parts.get(symbol) : null;
        if (pair == null) {
          emit(symbol);
        } else {
          add((int) pair[0]);
          add((int) pair[1]);
        }
      }
    }

    private void emit(int id) {
      out.add(id);
      afterUnknown = false;
    }

    private void addUnknown(int codePoint) {
      if (byteFallback) {
        for (byte b : Character.toString(codePoint).getBytes(StandardCharsets.UTF_8)) {
          out.add(bytes[b & 0xff]);
        }
      } else if (!afterUnknown) {
        out.add(unknown);
      }
      afterUnknown = true;
    }
  }
}
