package org.llamajvm.models;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What is known of an answer, for those who read it at their own pace: all pieces, the latest
 * progress, and how it ended. Whoever adds never waits for those who read. Safe to share between
 * threads.
 */
final class AnswerFeed {

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final List<TextPiece> pieces = new ArrayList<>();
  private int ahead = -1;
  private PromptProgress progress;
  private Generation generation;
  private RuntimeException failure;

  /** How far a prompt is. */
  private record PromptProgress(int done, int total) {}

  /** What one reader has seen so far. */
  final class Reader {

    private int next;
    private int seenAhead = -1;
    private PromptProgress seenProgress;

    /**
     * Waits for the next piece.
     *
     * @return null if the answer has ended without a further one
     * @throws InterruptedException if the thread is interrupted
     */
    TextPiece next() throws InterruptedException {
      lock.lockInterruptibly();
      try {
        while (next == pieces.size() && !hasEnded()) {
          changed.await();
        }
        return next < pieces.size() ? pieces.get(next++) : null;
      } finally {
        lock.unlock();
      }
    }

    /**
     * Waits for something new and tells a listener of it.
     *
     * @return whether more may come
     * @throws InterruptedException if the thread is interrupted
     */
    boolean tell(GenerationListener listener) throws InterruptedException {
      int position;
      PromptProgress prompt;
      List<TextPiece> more;
      boolean ended;
      lock.lockInterruptibly();
      try {
        while (!hasNews()) {
          changed.await();
        }
        position = ahead == seenAhead ? -1 : ahead;
        prompt = progress == null || progress.equals(seenProgress) ? null : progress;
        more = List.copyOf(pieces.subList(next, pieces.size()));
        seenAhead = ahead;
        seenProgress = progress;
        next = pieces.size();
        ended = hasEnded();
      } finally {
        lock.unlock();
      }
      if (position >= 0) {
        listener.onQueued(position);
      }
      if (prompt != null) {
        listener.onPrompt(prompt.done(), prompt.total());
      }
      more.forEach(listener::onPiece);
      return !ended;
    }

    private boolean hasNews() {
      return next < pieces.size()
          || hasEnded()
          || ahead != seenAhead
          || (progress != null && !progress.equals(seenProgress));
    }
  }

  /** A reader that has seen nothing yet. */
  Reader newReader() {
    return new Reader();
  }

  /** So many requests begin before this one. */
  void setAhead(int value) {
    change(() -> ahead = value);
  }

  /** So many tokens of the prompt were processed. */
  void setProgress(int done, int total) {
    change(() -> progress = new PromptProgress(done, total));
  }

  void add(TextPiece piece) {
    change(() -> pieces.add(piece));
  }

  /** No further piece comes. */
  void end(Generation value) {
    change(() -> generation = value);
  }

  /** No further piece comes. */
  void fail(RuntimeException value) {
    change(() -> failure = value);
  }

  /** The failure, or null. */
  RuntimeException failure() {
    lock.lock();
    try {
      return failure;
    } finally {
      lock.unlock();
    }
  }

  /** The result, or null. */
  Generation generation() {
    lock.lock();
    try {
      return generation;
    } finally {
      lock.unlock();
    }
  }

  private boolean hasEnded() {
    return generation != null || failure != null;
  }

  private void change(Runnable what) {
    lock.lock();
    try {
      what.run();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
