package org.llamajvm.models;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.llamajvm.tokenizer.Span;
import org.llamajvm.tokenizer.SpecialTokens;
import org.llamajvm.tokenizer.StreamingDecoder;
import org.llamajvm.tokenizer.Tokenizer;

/**
 * Encodes a conversation again and again so that the tokens of what did not change stay the same.
 * An answer that a model made need not be cut into tokens as a tokenizer would cut its text; were
 * it encoded anew, the KV cache would be lost from there on. So the text and the tokens of the last
 * turn are kept, and as long as the conversation begins with that text, only the rest is encoded.
 */
final class ChatTokens {

  /** Tokens of a prompt that the text of the first new token may depend on. */
  private static final int CONTEXT = 16;

  private final Tokenizer tokenizer;
  private String knownText = "";
  private int[] knownTokens = {};
  private String promptText = "";

  ChatTokens(Tokenizer tokenizer) {
    this.tokenizer = tokenizer;
  }

  /** The tokens of a rendered conversation. */
  int[] encode(List<Span> spans) {
    String text = spans.stream().map(Span::text).collect(Collectors.joining());
    promptText = text;
    if (!knownText.isEmpty() && text.startsWith(knownText)) {
      int[] rest = tokenizer.encode(after(spans, knownText.length()));
      if (rest.length > 0 && tokenizer.isSpecial(rest[0])) {
        return IntStream.concat(Arrays.stream(knownTokens), Arrays.stream(rest)).toArray();
      }
    }
    return tokenizer.encode(spans);
  }

  /** Keeps the tokens of the prompt encoded last and of its answer. */
  void remember(int[] prompt, Generation answer) {
    int[] made = answer.tokens().stream().mapToInt(Integer::intValue).toArray();
    if (text(prompt, made).equals(answer.text())) { // else a stop string was cut off
      knownText = promptText + answer.text();
      knownTokens = IntStream.concat(Arrays.stream(prompt), Arrays.stream(made)).toArray();
    }
  }

  private String text(int[] prompt, int[] made) {
    int[] tail = Arrays.copyOfRange(prompt, Math.max(0, prompt.length - CONTEXT), prompt.length);
    StreamingDecoder decoder = tokenizer.newDecoder(tail, SpecialTokens.SKIP);
    StringBuilder text = new StringBuilder();
    for (int token : made) {
      if (token < tokenizer.vocabularySize()) {
        text.append(decoder.push(token));
      }
    }
    return text.append(decoder.finish()).toString();
  }

  /** The text whose tokens are known. */
  String knownText() {
    return knownText;
  }

  /** The tokens of the text whose tokens are known. */
  int[] knownTokens() {
    return knownTokens.clone();
  }

  /** Takes over what was known earlier. */
  void restore(String text, int[] tokens) {
    knownText = text;
    knownTokens = tokens.clone();
  }

  private static List<Span> after(List<Span> spans, int offset) {
    List<Span> rest = new ArrayList<>();
    int start = 0;
    for (Span span : spans) {
      int end = start + span.text().length();
      if (end > offset) {
        String text = span.text().substring(Math.max(0, offset - start));
        rest.add(new Span(text, span.trusted()));
      }
      start = end;
    }
    return rest;
  }
}
