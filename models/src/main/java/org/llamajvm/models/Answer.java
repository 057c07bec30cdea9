package org.llamajvm.models;

import java.time.Duration;
import java.util.Iterator;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * What a model, or a {@link Scheduler} of it, makes of a request: the handle of {@link
 * LanguageModel#submit}. It can be read in several ways, by any number of readers, each from the
 * first piece on, also when it has ended: waiting for the whole, as a future, piece by piece, as a
 * stream or as a publisher. A slow reader keeps nobody waiting: pieces are kept as long as the
 * answer is. Safe to share between threads.
 *
 * <p>An answer that is cancelled ends with what there is of it, with {@link
 * org.llamajvm.engine.generate.FinishReason#CANCELLED}. That is a result and no failure.
 */
public final class Answer implements Iterable<TextPiece> {

  /** Where a request is. */
  public enum Phase {
    /** It waits for others. */
    QUEUED,
    /** Its prompt is being processed. */
    PREFILL,
    /** It is being answered. */
    DECODE,
    /** It has ended, in whatever way. */
    DONE
  }

  private final AnswerTask task;
  private final Runnable canceller;
  private final CompletableFuture<Generation> ended;

  /**
   * Makes a handle.
   *
   * @param task that makes the answer
   * @param canceller ends the task if it has not ended
   * @param ended is there when the task has ended and its listener was told
   */
  Answer(AnswerTask task, Runnable canceller, CompletableFuture<Generation> ended) {
    this.task = task;
    this.canceller = canceller;
    this.ended = ended;
  }

  /** A number that no other answer of the scheduler has. */
  public long id() {
    return task.id();
  }

  /** What was asked for. */
  public GenerationRequest request() {
    return task.request();
  }

  /** Tokens of the prompt. */
  public int promptTokens() {
    return task.prompt().length;
  }

  /** Where the request is. */
  public Phase phase() {
    return task.phase();
  }

  /** How long the request has waited, or waits by now, until its prompt was looked at. */
  public Duration waited() {
    return task.waited();
  }

  /**
   * Ends the answer: at once if it waits, else before the next step, which gives its memory back.
   * Does nothing if it has ended.
   */
  public void cancel() {
    canceller.run();
  }

  /**
   * Waits for the end. If the thread is interrupted, the answer is cancelled, what there is of it
   * is returned, and the thread stays interrupted.
   *
   * @throws ModelOutputException if the model gave logits that are not numbers
   * @throws IllegalStateException if the model was closed meanwhile
   */
  public Generation await() {
    try {
      return getOrCancel();
    } catch (ExecutionException e) {
      throw unchecked(e.getCause());
    }
  }

  private Generation getOrCancel() throws ExecutionException {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return ended.get();
        } catch (InterruptedException e) {
          interrupted = true;
          cancel();
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static RuntimeException unchecked(Throwable failure) {
    if (failure instanceof Error error) {
      throw error;
    }
    return (RuntimeException) failure;
  }

  /**
   * The end as a future, a new one each time. What depends on it runs on a virtual thread. If it is
   * cancelled, or completed by somebody else, the answer is cancelled.
   */
  public CompletableFuture<Generation> future() {
    CompletableFuture<Generation> future = new CompletableFuture<>();
    var _ =
        ended.whenCompleteAsync(
            (generation, failure) -> {
              if (failure == null) {
                future.complete(generation);
              } else {
                future.completeExceptionally(failure);
              }
            },
            Thread::startVirtualThread);
    var _ = future.whenComplete((_, _) -> cancel());
    return future;
  }

  /**
   * The pieces; asking for one waits until it is there. An interruption of the thread cancels the
   * answer and ends the iteration; the thread stays interrupted. If the answer fails, what failed
   * is thrown after the last piece.
   */
  @Override
  public Iterator<TextPiece> iterator() {
    return new PieceIterator(task.feed(), this::cancel);
  }

  /** The pieces, as those of {@link #iterator}. To close the stream cancels the answer. */
  public Stream<TextPiece> stream() {
    int form = Spliterator.ORDERED | Spliterator.NONNULL | Spliterator.IMMUTABLE;
    return StreamSupport.stream(Spliterators.spliteratorUnknownSize(iterator(), form), false)
        .onClose(this::cancel);
  }

  /**
   * The texts of the pieces, none of them empty; else as {@link #stream}.
   *
   * {@snippet :
   * try (Stream<String> texts = model.submit(request).texts()) {
   *   texts.forEach(System.out::print);
   * }
   * }
   */
  public Stream<String> texts() {
    return stream().map(TextPiece::text).filter(text -> !text.isEmpty());
  }

  /**
   * The pieces for subscribers, each of which gets them on a virtual thread of its own, as fast as
   * it asks for them. A subscriber that cancels its subscription cancels the answer.
   */
  public Flow.Publisher<TextPiece> publisher() {
    return new PiecePublisher(task.feed(), this::cancel);
  }
}
