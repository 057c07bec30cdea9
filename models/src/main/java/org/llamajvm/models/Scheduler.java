package org.llamajvm.models;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.llamajvm.engine.cache.KvPool;
import org.llamajvm.engine.cache.KvPoolUse;
import org.llamajvm.engine.sampling.LogSoftmax;
import org.llamajvm.engine.sampling.Sampler;
import org.llamajvm.models.schedule.LoopStatus;
import org.llamajvm.models.schedule.StepLoop;

/**
 * Answers many requests at once: each step of the model makes a token of every answer. A request
 * gives the same answer alone and among others, to the last bit, and the same as {@link
 * LanguageModel#generate}.
 *
 * {@snippet :
 * try (Scheduler scheduler = model.newScheduler(SchedulerOptions.defaults())) {
 *   List<Answer> answers =
 *       prompts.stream().map(GenerationRequest::of).map(scheduler::submit).toList();
 *   answers.forEach(answer -> System.out.println(answer.await().text()));
 * }
 * }
 *
 * <p>A request begins when there is memory for the keys and values of its prompt and all of its
 * answer. Until then it waits, and none that came later overtakes it, except that keys take turns.
 * Whoever is being answered gets a token in every step; prompts are processed in pieces that leave
 * a step shorter than about a quarter of a second. Keys and values of prompts are kept when a
 * request has ended, so that a prompt that begins alike needs not be processed from its beginning.
 *
 * <p>Borrows its model. Safe to share between threads.
 */
public final class Scheduler implements AutoCloseable {

  private final LanguageModel model;
  private final SchedulerOptions options;
  private final KvPool pool;
  private final StepLoop<AnswerTask> loop;
  private final AtomicLong nextId = new AtomicLong(1);
  private final AtomicLong refused = new AtomicLong();

  /**
   * Starts a scheduler.
   *
   * @param model borrowed
   * @param cacheBytes for keys and values of ended requests, if the options do not say
   */
  Scheduler(LanguageModel model, SchedulerOptions options, long cacheBytes) {
    this.model = model;
    this.options = options;
    pool = model.bound().pool();
    pool.keepIdle(options.cacheBytes().orElse(cacheBytes));
    loop =
        new StepLoop<>(model.bound(), model.workers(), options.maxRunning(), options.maxWaiting());
  }

  /** How it deals with requests. */
  public SchedulerOptions options() {
    return options;
  }

  /** The most tokens that prompt and answer of one request may have together. */
  public int context() {
    return Math.min(model.contexts().largest(), poolTokens());
  }

  private int poolTokens() {
    return pool.layout().positions(pool.budget(), model.contexts().largest());
  }

  /**
   * Takes a request; as {@link #submit(GenerationRequest, GenerationListener)} without a listener.
   *
   * @throws QueueFullException if too many wait
   * @throws SchedulerClosedException if the scheduler drains or is closed
   * @throws PromptTooLongException if the prompt has more tokens than the context, or than there is
   *     memory for
   * @throws UnknownTokenException if a token is not in the vocabulary
   * @throws IllegalArgumentException if the prompt is empty and there is no BOS, or an option names
   *     what the model has not
   */
  public Answer submit(GenerationRequest request) {
    return submit(request, (task, _) -> task.ended());
  }

  /**
   * Takes a request and returns at once. An answer that would need more memory for keys and values
   * than the budget has ends where the budget ends, as at the end of the context.
   *
   * @param listener hears of the answer
   * @throws QueueFullException if too many wait
   * @throws SchedulerClosedException if the scheduler drains or is closed
   * @throws PromptTooLongException if the prompt has more tokens than the context, or than there is
   *     memory for
   * @throws UnknownTokenException if a token is not in the vocabulary
   * @throws IllegalArgumentException if the prompt is empty and there is no BOS, or an option names
   *     what the model has not
   */
  public Answer submit(GenerationRequest request, GenerationListener listener) {
    Objects.requireNonNull(listener, "listener");
    return submit(request, (task, canceller) -> ListenerThread.start(task, listener, canceller));
  }

  private Answer submit(
      GenerationRequest request,
      BiFunction<AnswerTask, Runnable, CompletableFuture<Generation>> reading) {
    Objects.requireNonNull(request, "request");
    AnswerTask task = newTask(request);
    StepLoop.Acceptance acceptance = loop.submit(task);
    if (acceptance != StepLoop.Acceptance.ACCEPTED) {
      task.forget();
      throw refusal(acceptance);
    }
    Runnable canceller = () -> cancel(task);
    return new Answer(task, canceller, reading.apply(task, canceller));
  }

  private RuntimeException refusal(StepLoop.Acceptance acceptance) {
    if (acceptance == StepLoop.Acceptance.CLOSED) {
      return new SchedulerClosedException();
    }
    refused.incrementAndGet();
    return new QueueFullException(options.maxRunning(), options.maxWaiting());
  }

  private AnswerTask newTask(GenerationRequest request) {
    GenerationRequest.Prepared prepared = request.prepare(model);
    GenerateOptions wanted = prepared.options();
    int vocabularySize = model.config().vocabularySize();
    Sampler.check(wanted.sampling(), vocabularySize);
    LogSoftmax.check(vocabularySize, wanted.logprobs().orElse(0));
    int[] prompt = prepared.prompt();
    if (prompt.length == 0) {
      throw new IllegalArgumentException("The prompt is empty, and the model has no BOS token");
    }
    int context = Math.min(model.contexts().of(prompt.length, wanted.maxTokens()), poolTokens());
    if (prompt.length > context) {
      throw new PromptTooLongException(prompt.length, context);
    }
    model.checkTokens(prompt);
    int[] ends = model.endTokens(request.turnEnds());
    return new AnswerTask(
        nextId.getAndIncrement(),
        request,
        wanted,
        prompt,
        context,
        model.tokenizer(),
        vocabularySize,
        ends,
        model.constraints().begin(wanted, ends));
  }

  private void cancel(AnswerTask task) {
    task.setCancelled();
    loop.cancel(task);
  }

  /** What is going on. */
  public SchedulerStatus status() {
    LoopStatus<AnswerTask> now = loop.status();
    KvPoolUse use = pool.use();
    return new SchedulerStatus(
        now.running().size(),
        now.waiting().size(),
        new SchedulerStatus.Pages(
            use.capacity(),
            use.used(),
            use.promised(),
            use.cached(),
            pool.layout().room(pool.budget(), model.contexts().largest())),
        new SchedulerStatus.Totals(
            now.accepted(),
            now.completed(),
            now.cancelled(),
            now.failed(),
            refused.get(),
            now.steps(),
            now.promptTokens(),
            now.cachedTokens(),
            now.generatedTokens()),
        Stream.concat(now.running().stream(), now.waiting().stream())
            .map(AnswerTask::status)
            .toList());
  }

  /**
   * Takes no further requests and waits until those that were accepted have ended. Cancels none.
   *
   * @return whether all have ended in time
   * @throws InterruptedException if the thread is interrupted
   */
  public boolean drain(Duration timeout) throws InterruptedException {
    Objects.requireNonNull(timeout, "timeout");
    return loop.drain(timeout);
  }

  /**
   * Cancels all requests, waits for the step under way and gives all memory back. May be called
   * again.
   */
  @Override
  public void close() {
    loop.close();
    pool.keepIdle(0);
  }
}
