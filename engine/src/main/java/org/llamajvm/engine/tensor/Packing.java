package org.llamajvm.engine.tensor;

import java.util.Arrays;

/**
 * How the codes of a row lie in 32-bit words, such that no code has to be taken apart: each half of
 * a word has {@value #PLANES} fields, from the low bits up, and a field is a whole code or a piece
 * of one.
 *
 * <p>Codes are counted in pairs of columns that lie in the two halves of a word at the same place.
 * Pair {@code k} of a run is columns {@code 8 (k / 4) + k % 4} and four columns further.
 *
 * <table>
 * <caption>What the fields of a half hold</caption>
 * <tr><th></th><th>bits</th><th>pairs</th></tr>
 * <tr><td>FOUR</td><td>4, 4, 4, 4</td><td>word {@code w}: 4 w … 4 w + 3</td></tr>
 * <tr><td>FIVE</td><td>5, 5, 5, 1</td><td>3 w … 3 w + 2, bit {@code w} of 15</td></tr>
 * <tr><td>SIX</td><td>6, 6, 2, 2</td><td>2 w, 2 w + 1, bits {@code 2 w} and above of 6 and 7</td>
 * </tr>
 * </table>
 */
public enum Packing {
  /** 4 bits: a run is 8 columns in a word. */
  FOUR(4, 1, 4, 0),
  /** 5 bits: a run is 32 columns in 5 words. */
  FIVE(5, 5, 3, 1),
  /** 6 bits: a run is 16 columns in 3 words. */
  SIX(6, 3, 2, 2);

  /** Fields of a half of a word. */
  public static final int PLANES = 4;

  private static final long BYTES = 0x0101010101010101L;

  private final int bits;
  private final int words;
  private final int wholePlanes;
  private final int pieceBits;

  Packing(int bits, int words, int wholePlanes, int pieceBits) {
    this.bits = bits;
    this.words = words;
    this.wholePlanes = wholePlanes;
    this.pieceBits = pieceBits;
  }

  /** Bits of a code. */
  public int bits() {
    return bits;
  }

  /** What is taken from a code to centre it: half of all its values. */
  public int centre() {
    return 1 << (bits - 1);
  }

  /** Words of a run. */
  public int words() {
    return words;
  }

  /** Columns of a run. */
  public int columns() {
    return 32 * words / bits;
  }

  /** Words that so many columns take; a whole number of runs. */
  public int words(int columns) {
    return columns * bits / 32;
  }

  /** Bits of a field. */
  public int width(int plane) {
    return plane < wholePlanes ? bits : pieceBits;
  }

  /** The lowest bit of a field in its half. */
  public int shift(int plane) {
    int pieces = Math.max(0, plane - wholePlanes);
    return (plane - pieces) * bits + pieces * pieceBits;
  }

  /** The pair that a field has a code of, or a piece. */
  public int pair(int word, int plane) {
    return plane < wholePlanes ? word * wholePlanes + plane : (words - 1) * wholePlanes + plane;
  }

  /** The lowest bit of the code that a field has. */
  public int piece(int word, int plane) {
    return plane < wholePlanes ? 0 : word * pieceBits;
  }

  /** The first of a pair's two columns; the other is four further. */
  public static int column(int pair) {
    return pair / 4 * 8 + pair % 4;
  }

  /**
   * Packs whole runs.
   *
   * @param eights eight codes each, one a byte, the first in the lowest
   * @param count how many of them, a whole number of runs
   * @param packed gets the words from {@code to} on
   */
  public void pack(long[] eights, int count, int[] packed, int to) {
    switch (this) {
      case FOUR -> packFours(eights, count, packed, to);
      case FIVE -> packFives(eights, count, packed, to);
      case SIX -> packSixes(eights, count, packed, to);
    }
  }

  private static void packFours(long[] eights, int count, int[] packed, int to) {
    for (int i = 0; i < count; i++) {
      packed[to + i] = (int) Long.compress(eights[i], 15 * BYTES);
    }
  }

  /** Four pairs are 20 bits in each half: three times 20 are four words, the last is the fifth. */
  private static void packFives(long[] eights, int count, int[] packed, int to) {
    int at = to;
    for (int i = 0; i < count; i += 4) {
      long low = 0;
      long high = 0;
      for (int k = 0; k < 3; k++) {
        long codes = Long.compress(eights[i + k], 31 * BYTES);
        low |= (codes & 0xFFFFF) << (20 * k);
        high |= codes >>> 20 << (20 * k);
      }
      long last = Long.compress(eights[i + 3], 31 * BYTES);
      long lastLow = last >>> 15;
      long lastHigh = last >>> 35;
      for (int word = 0; word < 5; word++) {
        long l = word < 4 ? low >>> (15 * word) : last;
        long h = word < 4 ? high >>> (15 * word) : last >>> 20;
        packed[at++] =
            (int)
                ((l & 0x7FFF)
                    | (lastLow >>> word & 1) << 15
                    | (h & 0x7FFF) << 16
                    | (lastHigh >>> word & 1) << 31);
      }
    }
  }

  /** Four pairs are 24 bits in each half: two words, then one and the two pairs in pieces. */
  private static void packSixes(long[] eights, int count, int[] packed, int to) {
    int at = to;
    for (int i = 0; i < count; i += 2) {
      long first = Long.compress(eights[i], 63 * BYTES);
      long second = Long.compress(eights[i + 1], 63 * BYTES);
      packed[at++] = six(first, second, 0);
      packed[at++] = six(first >>> 12, second, 2);
      packed[at++] = six(second, second, 4);
    }
  }

  /** Two whole codes of each half, and pieces of two more. */
  private static int six(long whole, long pieces, int bit) {
    long low = (pieces >>> (12 + bit) & 3) | (pieces >>> (18 + bit) & 3) << 2;
    long high = (pieces >>> (36 + bit) & 3) | (pieces >>> (42 + bit) & 3) << 2;
    return (int) ((whole & 0xFFF) | low << 12 | (whole >>> 24 & 0xFFF) << 16 | high << 28);
  }

  /**
   * Unpacks what {@link #pack} packs.
   *
   * @param packed words, {@code step} apart, from {@code from} on
   * @param codes gets (columns) from {@code to} on
   */
  public void unpack(int[] packed, int from, int step, byte[] codes, int to) {
    Arrays.fill(codes, to, to + columns(), (byte) 0);
    for (int word = 0; word < words; word++) {
      int bits = packed[from + word * step];
      for (int plane = 0; plane < PLANES; plane++) {
        int column = to + column(pair(word, plane));
        int mask = (1 << width(plane)) - 1;
        int piece = piece(word, plane);
        codes[column] |= (byte) ((bits >>> shift(plane) & mask) << piece);
        codes[column + 4] |= (byte) ((bits >>> (16 + shift(plane)) & mask) << piece);
      }
    }
  }
}
