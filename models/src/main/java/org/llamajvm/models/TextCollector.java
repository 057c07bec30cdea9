package org.llamajvm.models;

import java.util.ArrayList;
import java.util.List;
import org.llamajvm.engine.generate.TokenListener;
import org.llamajvm.engine.sampling.TokenLogprobs;
import org.llamajvm.tokenizer.SpecialTokens;
import org.llamajvm.tokenizer.StreamingDecoder;
import org.llamajvm.tokenizer.Tokenizer;

/** Turns the tokens of one generation into text, for its listener and for the result. */
final class TextCollector implements TokenListener {

  private final Tokenizer tokenizer;
  private final StreamingDecoder decoder;
  private final StopFilter filter;
  private final GenerationListener listener;
  private final StringBuilder text = new StringBuilder();
  private final List<Integer> tokens = new ArrayList<>();
  private final List<TokenLogprobs> logprobs = new ArrayList<>();

  /** Tokens that the listener has got. */
  private int shown;

  /**
   * Begins a text.
   *
   * @param context the tokens that it continues
   */
  TextCollector(
      Tokenizer tokenizer, int[] context, List<String> stops, GenerationListener listener) {
    this.tokenizer = tokenizer;
    this.decoder = tokenizer.newDecoder(context, SpecialTokens.SKIP);
    this.filter = new StopFilter(stops);
    this.listener = listener;
  }

  @Override
  public void onPrompt(int done, int total) {
    listener.onPrompt(done, total);
  }

  @Override
  public boolean onToken(int token, TokenLogprobs thoughts) {
    tokens.add(token);
    if (thoughts != null) {
      logprobs.add(thoughts);
    }
    if (token < tokenizer.vocabularySize()) { // rows that fill the embedding up have no text
      show(filter.push(decoder.push(token)));
    }
    return !filter.isStopped();
  }

  /** No further token comes. */
  void finish() {
    String rest = filter.push(decoder.finish()) + filter.finish();
    if (!rest.isEmpty() || shown < tokens.size()) {
      hand(rest);
    }
  }

  private void show(String piece) {
    if (!piece.isEmpty()) {
      hand(piece);
    }
  }

  private void hand(String piece) {
    text.append(piece);
    int from = shown;
    shown = tokens.size();
    List<TokenLogprobs> thoughts = logprobs.isEmpty() ? logprobs : logprobs.subList(from, shown);
    listener.onPiece(new TextPiece(piece, tokens.subList(from, shown), thoughts));
  }

  String text() {
    return text.toString();
  }

  List<Integer> tokens() {
    return tokens;
  }

  List<TokenLogprobs> logprobs() {
    return logprobs;
  }
}
