package org.llamajvm.tokenizer.sentencepiece;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.llamajvm.tokenizer.bpe.BytePiece;
import org.llamajvm.tokenizer.bpe.IntList;
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
 */
final class SentencePieceBpe implements TokenModel {

  private final Vocabulary vocabulary;
  private final List<Piece> pieces;
  private final PrefixTrie userDefined; // values are lengths in chars
  private final int longest; // piece, in chars
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
    longest = vocabulary.longest();
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
    PairMerger merger = new PairMerger(newMerges());
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
            newMerges(),
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
        merger.add(Symbol.frozen(vocabulary.find(text.substring(i, i + length))));
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
    return id >= 0 && pieces.get(id).type().merges() ? id : Symbol.unknown(codePoint);
  }

  private PieceMerges newMerges() {
    return new PieceMerges(vocabulary, pieces, longest);
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
      if (Symbol.isFrozen(symbol)) {
        emit(Symbol.id(symbol));
      } else if (Symbol.isUnknown(symbol)) {
        addUnknown(Symbol.codePoint(symbol));
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
