package org.llamajvm.models;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.llamajvm.engine.generate.FinishReason;
import org.llamajvm.engine.generate.Timings;
import org.llamajvm.engine.generate.TokenChooser;
import org.llamajvm.models.constraint.ConstrainedText;
import org.llamajvm.models.schedule.Job;
import org.llamajvm.tokenizer.Tokenizer;

/**
 * An answer as the step loop sees it: what the loop does becomes text, and goes into the feed. Safe
 * to share between threads.
 */
final class AnswerTask implements Job {

  private final long id;
  private final GenerationRequest request;
  private final GenerateOptions options;
  private final int[] prompt;
  private final int capacity;
  private final Tokenizer tokenizer;
  private final int vocabularySize;
  private final int[] endTokens;
  private final ConstrainedText constrained;
  private final AnswerFeed feed = new AnswerFeed();
  private final CompletableFuture<Generation> ended = new CompletableFuture<>();
  private final long submitted = System.nanoTime();
  private TextGeneration text; // for one thread at a time, which the loop sees to
  private volatile boolean cancelled;
  private volatile Answer.Phase phase = Answer.Phase.QUEUED;
  private volatile int cached;
  private volatile int processed;
  private volatile int generated;
  private volatile long begun;

  /**
   * Prepares an answer.
   *
   * @param id unique within a scheduler
   * @param options what to generate
   * @param prompt owned
   * @param capacity the most tokens of prompt and answer
   * @param tokenizer borrowed
   * @param vocabularySize tokens that the model knows
   * @param endTokens ids of the tokens that end the text
   * @param constrained what the text may be, owned; null if it may be anything
   */
  AnswerTask(
      long id,
      GenerationRequest request,
      GenerateOptions options,
      int[] prompt,
      int capacity,
      Tokenizer tokenizer,
      int vocabularySize,
      int[] endTokens,
      ConstrainedText constrained) {
    this.constrained = constrained;
    this.id = id;
    this.request = request;
    this.options = options;
    this.prompt = prompt;
    this.capacity = capacity;
    this.tokenizer = tokenizer;
    this.vocabularySize = vocabularySize;
    this.endTokens = endTokens;
  }

  long id() {
    return id;
  }

  GenerationRequest request() {
    return request;
  }

  AnswerFeed feed() {
    return feed;
  }

  /**
   * Ends when the loop is done with the answer; what depends on it must not keep the loop waiting.
   */
  CompletableFuture<Generation> ended() {
    return ended;
  }

  Answer.Phase phase() {
    return phase;
  }

  Duration waited() {
    long until = begun == 0 ? System.nanoTime() : begun;
    return Duration.ofNanos(until - submitted);
  }

  SchedulerStatus.AnswerStatus status() {
    return new SchedulerStatus.AnswerStatus(
        id,
        key(),
        phase,
        prompt.length,
        cached,
        processed,
        generated,
        Duration.ofNanos(System.nanoTime() - submitted));
  }

  /** The answer will never begin: what its constraint has computed serves others. */
  void forget() {
    if (constrained != null) {
      constrained.close();
    }
  }

  /** Nobody wants the answer any more. */
  void setCancelled() {
    cancelled = true;
  }

  @Override
  public String key() {
    return request.key();
  }

  @Override
  public long rank() {
    return request.rank();
  }

  @Override
  public int[] prompt() {
    return prompt;
  }

  @Override
  public int capacity() {
    return capacity;
  }

  @Override
  public boolean isCancelled() {
    return cancelled;
  }

  @Override
  public void onQueued(int ahead) {
    feed.setAhead(ahead);
  }

  @Override
  public TokenChooser onBegin() {
    begun = System.nanoTime();
    text =
        new TextGeneration(
            tokenizer,
            vocabularySize,
            capacity,
            endTokens,
            prompt,
            options,
            new Pieces(),
            constrained);
    phase = Answer.Phase.PREFILL;
    return text.chooser();
  }

  /** Takes the text as it is made. */
  private final class Pieces implements GenerationListener {

    @Override
    public void onText(String ignored) {}

    @Override
    public void onPiece(TextPiece piece) {
      generated = text.made();
      feed.add(piece);
    }
  }

  @Override
  public void onPrompt(int known, int done) {
    cached = known;
    processed = done - known;
    if (done == prompt.length) {
      phase = Answer.Phase.DECODE;
    }
    feed.setProgress(done - known, prompt.length - known);
  }

  @Override
  public void onEnd(FinishReason reason, int known, Timings timings) {
    Generation generation;
    try {
      generation = text == null ? nothing(reason, timings) : text.end(reason, known, timings);
    } catch (RuntimeException e) { // of this answer alone
      onFailure(e);
      return;
    }
    phase = Answer.Phase.DONE;
    feed.end(generation);
    ended.complete(generation);
  }

  /** What a request gets that was cancelled before it began. */
  private Generation nothing(FinishReason reason, Timings timings) {
    begun = System.nanoTime();
    forget();
    Generation.Usage usage = new Generation.Usage(prompt.length, 0, 0, 0);
    return new Generation("", List.of(), reason, usage, timings, List.of());
  }

  @Override
  public void onFailure(RuntimeException failure) {
    phase = Answer.Phase.DONE;
    RuntimeException told =
        failure instanceof ArithmeticException e ? new ModelOutputException(e) : failure;
    feed.fail(told);
    ended.completeExceptionally(told);
  }
}
