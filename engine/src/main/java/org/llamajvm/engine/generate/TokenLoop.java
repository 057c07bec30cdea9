package org.llamajvm.engine.generate;

import java.time.Duration;
import java.util.Objects;
import org.llamajvm.engine.sampling.LogSoftmax;
import org.llamajvm.engine.sampling.Sampler;

/**
 * The loop that makes text: process the prompt, then choose a token and process it, again and
 * again. Allocates nothing per token unless log probabilities are asked for. One thread at a time.
 */
public final class TokenLoop {

  /** How many log probabilities to report, if none. */
  public static final int NO_LOGPROBS = -1;

  private final Decoder decoder;
  private final Sampler sampler;
  private final LogSoftmax logprobs;
  private final Cancellation cancellation;
  private final TokenFilter filter;

  /** As {@link #TokenLoop(Decoder, Sampler, int, Cancellation, TokenFilter)} without a filter. */
  public TokenLoop(Decoder decoder, Sampler sampler, int logprobs, Cancellation cancellation) {
    this(decoder, sampler, logprobs, cancellation, null);
  }

  /**
   * Borrows everything; nothing is closed.
   *
   * @param decoder the sequence to continue
   * @param sampler chooses the tokens; it has been told of the prompt, and the loop tells it of
   *     every token made
   * @param logprobs how many of the most probable tokens to report beside the chosen one, or {@link
   *     #NO_LOGPROBS}
   * @param cancellation looked at before every step, as is the interruption of the thread
   * @param filter says which tokens are possible, for one run; null if all are
   */
  public TokenLoop(
      Decoder decoder,
      Sampler sampler,
      int logprobs,
      Cancellation cancellation,
      TokenFilter filter) {
    this.decoder = Objects.requireNonNull(decoder);
    this.sampler = Objects.requireNonNull(sampler);
    this.logprobs =
        logprobs == NO_LOGPROBS ? null : new LogSoftmax(decoder.vocabularySize(), logprobs);
    this.cancellation = Objects.requireNonNull(cancellation);
    this.filter = filter;
  }

  /**
   * What came out.
   *
   * @param finishReason why the loop ended
   * @param timings how long it took
   */
  public record Outcome(FinishReason finishReason, Timings timings) {}

  /**
   * Appends the prompt to the decoder's sequence and continues it. Every token that the listener
   * got is in the KV cache afterwards, save the last one.
   *
   * @param prompt token ids, at least one
   * @param endTokens ids that end the text; they are not reported
   * @param maxTokens the most tokens to make
   * @param listener gets every token
   * @throws IllegalArgumentException if the prompt is empty or longer than the room in the cache, a
   *     token is not in the vocabulary, or {@code maxTokens} is negative
   * @throws ArithmeticException if the model's logits are not numbers
   */
  public Outcome run(int[] prompt, int[] endTokens, int maxTokens, TokenListener listener) {
    int room = decoder.capacity() - decoder.position();
    if (prompt.length == 0 || prompt.length > room) {
      throw new IllegalArgumentException(
          "The prompt has %d tokens where 1 to %d fit".formatted(prompt.length, room));
    }
    TokenChooser chooser =
        new TokenChooser(sampler, logprobs, endTokens, maxTokens, listener, filter);
    long start = System.nanoTime();
    int done = process(prompt, listener);
    long prompted = System.nanoTime();
    FinishReason reason = done < prompt.length ? FinishReason.CANCELLED : generate(chooser);
    Duration generation = Duration.ofNanos(System.nanoTime() - prompted);
    return new Outcome(
        reason, new Timings(done, Duration.ofNanos(prompted - start), chooser.made(), generation));
  }

  private int process(int[] prompt, TokenListener listener) {
    if (isCancelled()) {
      return 0;
    }
    return decoder.prompt(
        prompt,
        0,
        prompt.length,
        done -> {
          listener.onPrompt(done, prompt.length);
          return !isCancelled();
        });
  }

  private FinishReason generate(TokenChooser chooser) {
    FinishReason reason = chooser.begin();
    while (reason == null) {
      if (isCancelled()) {
        return FinishReason.CANCELLED;
      }
      if (chooser.made() > 0) {
        if (decoder.position() == decoder.capacity()) {
          return FinishReason.CONTEXT;
        }
        process(chooser);
      }
      reason = chooser.choose(decoder.logits(), decoder.capacity() - decoder.position());
    }
    return reason;
  }

  private void process(TokenChooser chooser) {
    if (chooser.count() == 1) {
      decoder.next(chooser.tokens()[0]);
    } else {
      int _ = decoder.prompt(chooser.tokens(), 0, chooser.count(), _ -> true);
    }
  }

  private boolean isCancelled() {
    return cancellation.isCancelled() || Thread.currentThread().isInterrupted();
  }
}
