package org.llamajvm.models;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.llamajvm.tokenizer.Span;
import org.llamajvm.tokenizer.SpecialTokens;
import org.llamajvm.tokenizer.StreamingDecoder;
import org.llamajvm.tokenizer.Tokenizer;

/**
 * Encodes a conversation again and again so that the tokens of what did not change stay the same.
 * An answer that a model made need not be cut into tokens as a tokenizer would cut its text; were
 * it encoded anew, the KV cache would be lost from there on. So text and tokens of each turn are
 * kept, and as long as the conversation begins with that text, only the rest is encoded.
 */
final class ChatTokens {

  /** Tokens of a prompt that the text of the first new token may depend on. */
  private static final int CONTEXT = 16;

  private static final KnownText.Part NOTHING = new KnownText.Part(0, 0);

  private final Tokenizer tokenizer;
  private KnownText known = KnownText.NONE;

  /** What was encoded last, and the part of it that was known. */
  private List<Span> prompt = List.of();

  private KnownText.Part used = NOTHING;

  ChatTokens(Tokenizer tokenizer) {
    this.tokenizer = tokenizer;
  }

  Tokenizer tokenizer() {
    return tokenizer;
  }

  /** The tokens of a rendered conversation. */
  int[] encode(List<Span> spans) {
    prompt = spans;
    int[] anew = tokenizer.encode(spans);
    for (KnownText.Part part : known.partsAtTheBeginningOf(spans)) {
      int[] beginning = tokenizer.encode(first(spans, part.characters()));
      if (begins(anew, beginning)) { // no token reaches across the end of the part
        used = part;
        return IntStream.concat(
                Arrays.stream(known.tokens(), 0, part.tokens()),
                Arrays.stream(anew, beginning.length, anew.length))
            .toArray();
      }
    }
    used = NOTHING;
    return anew;
  }

  private static boolean begins(int[] tokens, int[] with) {
    return with.length <= tokens.length
        && Arrays.equals(with, 0, with.length, tokens, 0, with.length);
  }

  /**
   * Keeps the tokens of the prompt encoded last and of its answer, as far as the text goes: without
   * those of a stop string, and of white space at the end, which many templates trim.
   */
  void remember(int[] promptTokens, Generation answer) {
    String text = answer.text().stripTrailing();
    int[] made = answer.tokens().stream().mapToInt(Integer::intValue).toArray();
    int count = tokensWithin(promptTokens, made, text.length());
    String kept = text(promptTokens, made, count);
    while (!text.startsWith(kept)) { // the last token is a part of a character
      count--;
      kept = text(promptTokens, made, count);
    }
    List<Span> turn = new ArrayList<>(prompt);
    turn.add(Span.plain(kept));
    int[] tokens =
        IntStream.concat(Arrays.stream(promptTokens), Arrays.stream(made, 0, count)).toArray();
    known = known.extended(used, turn, tokens);
  }

  /** How many of the tokens have a text that is not longer than so many characters. */
  private int tokensWithin(int[] promptTokens, int[] made, int characters) {
    StreamingDecoder decoder = decoderAfter(promptTokens);
    int length = 0;
    int count = 0;
    while (count < made.length) {
      length += isText(made[count]) ? decoder.push(made[count]).length() : 0;
      if (length > characters) {
        break;
      }
      count++;
    }
    return count;
  }

  private String text(int[] promptTokens, int[] made, int count) {
    StreamingDecoder decoder = decoderAfter(promptTokens);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      if (isText(made[i])) {
        text.append(decoder.push(made[i]));
      }
    }
    return text.append(decoder.finish()).toString();
  }

  private StreamingDecoder decoderAfter(int[] promptTokens) {
    int from = Math.max(0, promptTokens.length - CONTEXT);
    int[] tail = Arrays.copyOfRange(promptTokens, from, promptTokens.length);
    return tokenizer.newDecoder(tail, SpecialTokens.SKIP);
  }

  /** Not so are the rows that fill an embedding up. */
  private boolean isText(int token) {
    return token < tokenizer.vocabularySize();
  }

  /** The beginning of the conversation whose tokens are known. */
  KnownText known() {
    return known;
  }

  /** Takes over what was known earlier. */
  void restore(KnownText value) {
    known = value;
  }

  private static List<Span> first(List<Span> spans, int characters) {
    List<Span> first = new ArrayList<>();
    int left = characters;
    for (Span span : spans) {
      int length = Math.min(left, span.text().length());
      first.add(new Span(span.text().substring(0, length), span.trusted()));
      left -= length;
    }
    return first;
  }
}
