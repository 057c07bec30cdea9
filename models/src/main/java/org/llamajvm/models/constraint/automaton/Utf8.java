package org.llamajvm.models.constraint.automaton;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Characters as bytes. */
public final class Utf8 {

  private static final int[] LAST_OF_LENGTH = {0x7F, 0x7FF, 0xFFFF, 0x10FFFF};
  private static final int[] LEADS = {0, 0xC0, 0xE0, 0xF0};
  private static final int FIRST_SURROGATE = 0xD800;
  private static final int LAST_SURROGATE = 0xDFFF;

  private Utf8() {}

  /**
   * The bytes of a text.
   *
   * @throws GrammarException if it has half of a surrogate pair, for which there are no bytes
   */
  public static byte[] encode(String text) {
    try {
      ByteBuffer bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
      byte[] result = new byte[bytes.remaining()];
      bytes.get(result);
      return result;
    } catch (CharacterCodingException e) {
      throw new GrammarException(
          "a text has half of a surrogate pair, which is no character: write both halves");
    }
  }

  /** One character of a range, both ends inclusive; surrogates are left out. */
  public static Regex range(Regexes regexes, int from, int to) {
    if (from < FIRST_SURROGATE && to >= FIRST_SURROGATE) {
      return regexes.or(
          range(regexes, from, FIRST_SURROGATE - 1), range(regexes, LAST_SURROGATE + 1, to));
    }
    int first = from >= FIRST_SURROGATE && from <= LAST_SURROGATE ? LAST_SURROGATE + 1 : from;
    List<Regex> parts = new ArrayList<>();
    for (int length = 1; length <= 4; length++) {
      int least = length == 1 ? 0 : LAST_OF_LENGTH[length - 2] + 1;
      int low = Math.max(first, least);
      int high = Math.min(to, LAST_OF_LENGTH[length - 1]);
      if (low <= high) {
        parts.add(sameLength(regexes, low, high, length - 1, LEADS[length - 1]));
      }
    }
    return regexes.or(parts);
  }

  /**
   * A range of values that are written as a lead byte and continuation bytes.
   *
   * @param rest continuation bytes after this byte
   * @param lead the upper bits of this byte
   */
  private static Regex sameLength(Regexes regexes, int from, int to, int rest, int lead) {
    int shift = 6 * rest;
    int first = from >> shift;
    int last = to >> shift;
    if (rest == 0) {
      return regexes.bytes(ByteSet.range(lead | first, lead | last));
    }
    int low = from & (1 << shift) - 1;
    int high = to & (1 << shift) - 1;
    int whole = (1 << shift) - 1;
    if (first == last) {
      return step(regexes, first, first, low, high, rest, lead);
    }
    List<Regex> parts = new ArrayList<>();
    int begin = first;
    int end = last;
    if (low > 0) {
      parts.add(step(regexes, begin, begin, low, whole, rest, lead));
      begin++;
    }
    if (high < whole) {
      parts.add(step(regexes, end, end, 0, high, rest, lead));
      end--;
    }
    if (begin <= end) {
      parts.add(step(regexes, begin, end, 0, whole, rest, lead));
    }
    return regexes.or(parts);
  }

  private static Regex step(
      Regexes regexes, int first, int last, int low, int high, int rest, int lead) {
    return regexes.concat(
        regexes.bytes(ByteSet.range(lead | first, lead | last)),
        sameLength(regexes, low, high, rest - 1, 0x80));
  }
}
