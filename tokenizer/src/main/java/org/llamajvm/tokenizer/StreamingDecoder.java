package org.llamajvm.tokenizer;

import java.util.Arrays;

/**
 * Decodes ids that arrive one by one into text that is complete so far: never half a character, and
 * no U+FFFD for a character whose bytes are still on their way. The pieces put together are what
 * {@link Tokenizer#decode(int[], SpecialTokens)} makes of all the ids; only for bytes that are no
 * UTF-8 may the two differ in the number of U+FFFD, because what was handed out cannot be taken
 * back.
 *
 * <p>How: the last ids are decoded again together with the new one, and what is new at the end is
 * handed out. Decoding a token can depend on the token before it (a leading space), so at least one
 * id whose text was handed out stays in the window.
 *
 * <p>Not safe for use by several threads at once.
 */
public final class StreamingDecoder {

  /** A character of UTF-8 still incomplete shows as one U+FFFD for each of up to three bytes. */
  private static final int LONGEST_INCOMPLETE = 3;

  /** Ids held back at most; reached only by long runs of bytes that are no UTF-8. */
  private static final int WINDOW = 64;

  private final Tokenizer tokenizer;
  private final SpecialTokens specials;
  private final int[] window = new int[WINDOW];
  private int size;
  private int fresh; // window[fresh..size) arrived after the text was last complete
  private String shown = ""; // the part of the window's text that was handed out

  StreamingDecoder(Tokenizer tokenizer, SpecialTokens specials) {
    this.tokenizer = tokenizer;
    this.specials = specials;
  }

  /**
   * Takes the next id.
   *
   * @return the text that is complete now and was not handed out before; often empty
   * @throws IndexOutOfBoundsException if {@code id} is outside the vocabulary
   */
  public String push(int id) {
    if (specials == SpecialTokens.SKIP && tokenizer.isSpecial(id)) {
      return "";
    }
    String overflow = size == WINDOW ? finish() : "";
    window[size++] = id;
    String text = text();
    int stable = text.length();
    while (stable > 0
        && text.length() - stable < LONGEST_INCOMPLETE
        && text.charAt(stable - 1) == '\uFFFD') {
      stable--;
    }
    String news = take(text, stable);
    if (stable == text.length()) {
      keepFresh();
    }
    return overflow.concat(news);
  }

  /**
   * Ends the text, or a part of it that is to be complete: hands out what was held back, with
   * U+FFFD for bytes that never became a character. More ids may follow.
   *
   * @return the rest of the text; empty if nothing was held back
   */
  public String finish() {
    String text = text();
    String rest = take(text, text.length());
    keepFresh();
    return rest;
  }

  /** The window's text; it begins with what was shown of it. */
  private String text() {
    String text = tokenizer.decode(Arrays.copyOf(window, size), specials);
    if (text.startsWith(shown)) {
      return text;
    }
    // Bytes that are no UTF-8, or not yet, changed what those before them decode to.
    drop(fresh);
    shown = "";
    return tokenizer.decode(Arrays.copyOf(window, size), specials);
  }

  private String take(String text, int stable) {
    if (stable <= shown.length()) {
      return "";
    }
    String news = text.substring(shown.length(), stable);
    shown = text.substring(0, stable);
    return news;
  }

  /** All is shown: the ids that made it so stay as context for the next, those before may go. */
  private void keepFresh() {
    String context = tokenizer.decode(Arrays.copyOfRange(window, fresh, size), specials);
    if (!context.isEmpty() && size - fresh < WINDOW) {
      drop(fresh);
      shown = context;
    } else if (size == WINDOW) {
      drop(size - 1);
      shown = tokenizer.decode(new int[] {window[0]}, specials);
    }
    fresh = size;
  }

  private void drop(int count) {
    System.arraycopy(window, count, window, 0, size - count);
    size -= count;
    fresh -= Math.min(fresh, count);
  }
}
