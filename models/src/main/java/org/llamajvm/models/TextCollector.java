package org.llamajvm.models;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.llamajvm.engine.generate.TokenListener;
import org.llamajvm.engine.sampling.TokenLogprobs;
import org.llamajvm.models.reply.ReplyPart;
import org.llamajvm.models.reply.ReplyReader;
import org.llamajvm.models.tool.ToolCall;
import org.llamajvm.tokenizer.SpecialTokens;
import org.llamajvm.tokenizer.StreamingDecoder;
import org.llamajvm.tokenizer.Tokenizer;

/**
 * Turns the tokens of one generation into text, and the text into its parts, for its listener and
 * for the result.
 */
final class TextCollector implements TokenListener {

  private final Tokenizer tokenizer;
  private final StreamingDecoder decoder;
  private final Set<Integer> marks;
  private final ReplyReader reader;
  private final StopFilter filter;
  private final GenerationListener listener;
  private final ReplyParts parts = new ReplyParts();
  private final List<Integer> tokens = new ArrayList<>();
  private final List<TokenLogprobs> logprobs = new ArrayList<>();

  /** Tokens that the listener has got. */
  private int shown;

  /** Of these, those of thoughts. */
  private int thinkingTokens;

  /**
   * Begins a text.
   *
   * @param context the tokens that it continues
   * @param options what is generated
   * @param seed tells texts from each other, for the names of calls
   */
  TextCollector(
      Tokenizer tokenizer,
      int[] context,
      GenerateOptions options,
      String seed,
      GenerationListener listener) {
    this.tokenizer = tokenizer;
    this.decoder = tokenizer.newDecoder(context, SpecialTokens.SKIP);
    this.marks = specials(tokenizer, options.reply().marks());
    this.reader = new ReplyReader(options.reply(), seed);
    this.filter = new StopFilter(options.stop());
    this.listener = listener;
  }

  private static Set<Integer> specials(Tokenizer tokenizer, Set<String> names) {
    Set<Integer> specials = new HashSet<>();
    for (String name : names) {
      tokenizer
          .idOf(name)
          .ifPresent(id -> {
            if (tokenizer.isSpecial(id)) {
              specials.add(id);
            }
          });
    }
    return specials;
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
      reader.push(textOf(token)).forEach(this::take);
    }
    return !filter.isStopped() && !reader.isDone();
  }

  private String textOf(int token) {
    return marks.contains(token)
        ? decoder.finish() + tokenizer.pieceOf(token)
        : decoder.push(token);
  }

  /** No further token comes. */
  void finish() {
    reader.push(decoder.finish()).forEach(this::take);
    reader.finish().forEach(this::take);
    show(new ReplyPart.Text(filter.finish()));
    if (shown < tokens.size()) {
      hand(new ReplyPart.Text(""));
    }
  }

  private void take(ReplyPart part) {
    if (part instanceof ReplyPart.Text(String said)) {
      show(new ReplyPart.Text(filter.push(said)));
    } else if (!filter.isStopped()) {
      show(new ReplyPart.Text(filter.finish()));
      hand(part);
    }
  }

  private void show(ReplyPart.Text part) {
    if (!part.text().isEmpty()) {
      hand(part);
    }
  }

  private void hand(ReplyPart part) {
    parts.add(part);
    int from = shown;
    shown = tokens.size();
    thinkingTokens += part instanceof ReplyPart.Thinking ? shown - from : 0;
    List<TokenLogprobs> thoughts = logprobs.isEmpty() ? logprobs : logprobs.subList(from, shown);
    listener.onPiece(TextPiece.of(part, tokens.subList(from, shown), thoughts));
  }

  /** Whether a stop string has cut the text. */
  boolean isStopped() {
    return filter.isStopped();
  }

  /** Whether the text says all that is wanted of it, though the model might go on. */
  boolean isDone() {
    return reader.isDone();
  }

  String text() {
    return parts.text();
  }

  String thinking() {
    return parts.thinking();
  }

  int thinkingTokens() {
    return thinkingTokens;
  }

  List<ToolCall> calls() {
    return parts.calls();
  }

  List<Integer> tokens() {
    return tokens;
  }

  List<TokenLogprobs> logprobs() {
    return logprobs;
  }
}
