package org.llamajvm.models.constraint.hostname;

import java.util.Arrays;
import java.util.Optional;

/** Punycode, the form of Unicode text in letters, digits and hyphens: RFC 3492. */
final class Punycode {

  private static final String DIGITS = "abcdefghijklmnopqrstuvwxyz0123456789";
  private static final int BASE = 36;
  private static final int FIRST_THRESHOLD = 1;
  private static final int LAST_THRESHOLD = 26;
  private static final int SKEW = 38;
  private static final int DAMP = 700;
  private static final int FIRST_BIAS = 72;
  private static final int FIRST_CODE_POINT = 0x80;

  private Punycode() {}

  /**
   * The code points of a text in Punycode.
   *
   * @param text lower-case letters, digits and hyphens
   * @return empty if the text stands for nothing
   */
  static Optional<int[]> decode(String text) {
    int delimiter = text.lastIndexOf('-');
    int[] found = new int[text.length()];
    int count = Math.max(0, delimiter);
    for (int i = 0; i < count; i++) {
      found[i] = text.charAt(i);
    }
    int bias = FIRST_BIAS;
    int codePoint = FIRST_CODE_POINT;
    int place = 0;
    int next = delimiter + 1;
    while (next < text.length()) {
      long delta = 0;
      long weight = 1;
      for (int k = BASE; ; k += BASE) {
        int digit = next < text.length() ? DIGITS.indexOf(text.charAt(next++)) : -1;
        delta += digit * weight;
        if (digit < 0 || delta > Integer.MAX_VALUE) {
          return Optional.empty();
        }
        int threshold = threshold(k, bias);
        if (digit < threshold) {
          break;
        }
        weight *= BASE - threshold;
      }
      long position = place + delta;
      codePoint = (int) Math.min(codePoint + position / (count + 1), Integer.MAX_VALUE);
      if (codePoint > Character.MAX_CODE_POINT) {
        return Optional.empty();
      }
      bias = adapt((int) delta, count + 1, place == 0 && count == Math.max(0, delimiter));
      place = (int) (position % (count + 1));
      System.arraycopy(found, place, found, place + 1, count - place);
      found[place++] = codePoint;
      count++;
    }
    return Optional.of(Arrays.copyOf(found, count));
  }

  /** A text in Punycode. */
  static String encode(int[] text) {
    StringBuilder encoded = new StringBuilder();
    Arrays.stream(text).filter(c -> c < FIRST_CODE_POINT).forEach(encoded::appendCodePoint);
    int basic = encoded.length();
    int count = basic;
    if (basic > 0) {
      encoded.append('-');
    }
    int bias = FIRST_BIAS;
    int codePoint = FIRST_CODE_POINT;
    int delta = 0;
    while (count < text.length) {
      int last = codePoint;
      int next = Arrays.stream(text).filter(c -> c >= last).min().orElseThrow();
      delta += (next - codePoint) * (count + 1);
      codePoint = next;
      for (int c : text) {
        if (c < codePoint) {
          delta++;
        } else if (c == codePoint) {
          append(encoded, delta, bias);
          bias = adapt(delta, count + 1, count == basic);
          delta = 0;
          count++;
        }
      }
      delta++;
      codePoint++;
    }
    return encoded.toString();
  }

  private static void append(StringBuilder encoded, int delta, int bias) {
    int rest = delta;
    for (int k = BASE; ; k += BASE) {
      int threshold = threshold(k, bias);
      if (rest < threshold) {
        encoded.append(DIGITS.charAt(rest));
        return;
      }
      int range = BASE - threshold;
      encoded.append(DIGITS.charAt(threshold + (rest - threshold) % range));
      rest = (rest - threshold) / range;
    }
  }

  private static int threshold(int k, int bias) {
    return Math.clamp(k - bias, FIRST_THRESHOLD, LAST_THRESHOLD);
  }

  private static int adapt(int delta, int points, boolean first) {
    int rest = first ? delta / DAMP : delta / 2;
    rest += rest / points;
    int k = 0;
    while (rest > (BASE - FIRST_THRESHOLD) * LAST_THRESHOLD / 2) {
      rest /= BASE - FIRST_THRESHOLD;
      k += BASE;
    }
    return k + (BASE - FIRST_THRESHOLD + 1) * rest / (rest + SKEW);
  }
}
