package org.llamajvm.tokenizer;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;

/**
 * Turns text into the token ids that a model was trained with, and ids into text.
 *
 * <p>Text from a user never becomes a special token: {@link #encode(String)} reads {@code </s>} as
 * four characters. Special tokens are recognised in {@linkplain Span#trusted trusted} text alone.
 *
 * <p>Implementations are immutable and safe for use by many threads at once. Every array they
 * return belongs to the caller.
 */
public interface Tokenizer {

  /**
   * One more than the largest id, added tokens included: ids are in {@code [0, vocabularySize)}.
   */
  int vocabularySize();

  /**
   * Encodes the concatenation of {@code spans} as one text, without the tokens of {@link #prefix}
   * and {@link #suffix}. Where the borders between spans lie makes no difference to anything but
   * this: a special token is recognised only where all its characters are trusted.
   *
   * @param spans pieces of the text in order; may be empty
   * @return ids, in the order of the text
   * @throws UnboundedPatternException if a regular expression of the tokenizer takes out of all
   *     proportion for the text
   */
  int[] encode(List<Span> spans);

  /** Encodes text from a user: nothing in it becomes a special token, and nothing is put around. */
  default int[] encode(String text) {
    return encode(List.of(Span.plain(text)));
  }

  /**
   * Encodes text of the program's own: special tokens in it are recognised; nothing is put around.
   */
  default int[] encodeTrusted(String text) {
    return encode(List.of(Span.trusted(text)));
  }

  /**
   * Encodes the text of a prompt that the model is to continue: {@link #prefix}, then the text as
   * {@link #encode(String)} reads it. {@link #suffix} is left out, for it ends a text.
   */
  default int[] encodePrompt(String text) {
    int[] before = prefix();
    int[] ids = encode(text);
    int[] all = Arrays.copyOf(before, before.length + ids.length);
    System.arraycopy(ids, 0, all, before.length, ids.length);
    return all;
  }

  /** The ids that the model's own configuration puts before a text: mostly the BOS id, or none. */
  int[] prefix();

  /** The ids that the model's own configuration puts after a complete text: mostly none. */
  int[] suffix();

  /**
   * The text that {@code ids} stand for. Bytes that are no UTF-8 become U+FFFD. A space that
   * encoding put before the first word is taken away again, as the vocabulary's decoder says.
   *
   * @throws IndexOutOfBoundsException if an id is outside {@code [0, vocabularySize)}
   * @throws UnboundedPatternException if a regular expression of the tokenizer takes out of all
   *     proportion for a piece of the text
   */
  String decode(int[] ids, SpecialTokens specials);

  /** The text that {@code ids} stand for, without special tokens. */
  default String decode(int[] ids) {
    return decode(ids, SpecialTokens.SKIP);
  }

  /**
   * The bytes that a token adds to a text that has something before it: often no whole characters.
   * None for special tokens, and for an id in range that no token has.
   *
   * @return a new array
   * @throws IndexOutOfBoundsException if {@code id} is outside {@code [0, vocabularySize)}
   */
  default byte[] bytesOf(int id) {
    return decode(new int[] {id}).getBytes(StandardCharsets.UTF_8);
  }

  /** A decoder for ids that arrive one by one, from the beginning of a text. */
  default StreamingDecoder newDecoder(SpecialTokens specials) {
    return new StreamingDecoder(this, specials);
  }

  /**
   * A decoder for ids that arrive one by one, from the beginning of a text; skips special tokens.
   */
  default StreamingDecoder newDecoder() {
    return newDecoder(SpecialTokens.SKIP);
  }

  /**
   * A decoder for ids that continue {@code context}: what it yields, put after the context's text,
   * is the text of both (a space before the first word stays).
   */
  default StreamingDecoder newDecoder(int[] context, SpecialTokens specials) {
    StreamingDecoder decoder = newDecoder(specials);
    for (int id : context) {
      decoder.push(id);
    }
    decoder.finish();
    return decoder;
  }

  /** The id that begins a text, if the vocabulary has one. */
  OptionalInt bosId();

  /** The id that ends a text, if the vocabulary has one. A model may stop at others as well. */
  OptionalInt eosId();

  /**
   * The id of a token by its name in the vocabulary, such as {@code "<|eot_id|>"} or {@code
   * "▁the"}.
   */
  OptionalInt idOf(String piece);

  /**
   * The name of a token in the vocabulary; empty for an id in range that no token has.
   *
   * @throws IndexOutOfBoundsException if {@code id} is outside {@code [0, vocabularySize)}
   */
  String pieceOf(int id);

  /**
   * Whether the token is a special (control) token, which no text from a user yields.
   *
   * @throws IndexOutOfBoundsException if {@code id} is outside {@code [0, vocabularySize)}
   */
  boolean isSpecial(int id);
}
