package org.llamajvm.models;

import java.util.concurrent.CompletableFuture;

/** Tells a listener of an answer, on a virtual thread. */
final class ListenerThread implements Runnable {

  private final AnswerTask task;
  private final GenerationListener listener;
  private final Runnable canceller;
  private final CompletableFuture<Generation> told = new CompletableFuture<>();

  private ListenerThread(AnswerTask task, GenerationListener listener, Runnable canceller) {
    this.task = task;
    this.listener = listener;
    this.canceller = canceller;
  }

  /**
   * Starts the thread.
   *
   * @return the end of the answer, there when the listener was told of it
   */
  static CompletableFuture<Generation> start(
      AnswerTask task, GenerationListener listener, Runnable canceller) {
    ListenerThread thread = new ListenerThread(task, listener, canceller);
    Thread.ofVirtual().name("llama-answer-" + task.id()).start(thread);
    return thread.told;
  }

  @Override
  public void run() {
    try {
      tellAll();
    } catch (RuntimeException | Error e) {
      canceller.run();
      told.completeExceptionally(e);
    }
  }

  private void tellAll() {
    AnswerFeed.Reader reader = task.feed().newReader();
    boolean more = true;
    while (more) {
      try {
        more = reader.tell(listener);
      } catch (InterruptedException e) {
        canceller.run(); // the listener has interrupted its thread
      }
    }
    RuntimeException failure = task.feed().failure();
    if (failure == null) {
      Generation generation = task.feed().generation();
      listener.onComplete(generation);
      told.complete(generation);
    } else {
      listener.onError(failure);
      told.completeExceptionally(failure);
    }
  }
}
