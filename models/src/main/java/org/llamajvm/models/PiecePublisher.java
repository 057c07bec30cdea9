package org.llamajvm.models;

import java.util.Objects;
import java.util.concurrent.Flow;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The pieces of an answer, for subscribers. */
final class PiecePublisher implements Flow.Publisher<TextPiece> {

  private final AnswerFeed feed;
  private final Runnable canceller;

  PiecePublisher(AnswerFeed feed, Runnable canceller) {
    this.feed = feed;
    this.canceller = canceller;
  }

  @Override
  public void subscribe(Flow.Subscriber<? super TextPiece> subscriber) {
    Objects.requireNonNull(subscriber);
    Thread.ofVirtual().name("llama-subscriber").start(new Delivery(subscriber));
  }

  /** Hands the pieces to one subscriber, on the thread that runs it. */
  private final class Delivery implements Flow.Subscription, Runnable {

    private final Flow.Subscriber<? super TextPiece> subscriber;
    private final AnswerFeed.Reader reader = feed.newReader();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private long wanted;
    private boolean refused;
    private boolean over;

    Delivery(Flow.Subscriber<? super TextPiece> subscriber) {
      this.subscriber = subscriber;
    }

    @Override
    public void run() {
      try {
        subscriber.onSubscribe(this);
        TextPiece piece = reader.next();
        while (piece != null && isWanted()) {
          subscriber.onNext(piece);
          piece = reader.next();
        }
        end();
      } catch (InterruptedException e) {
        cancel(); // the subscriber has interrupted the thread
      } catch (RuntimeException | Error e) {
        cancel();
        throw e; // a subscriber must not throw: its thread's handler hears of it
      }
    }

    private void end() {
      RuntimeException failure = feed.failure();
      if (isOver()) {
        return;
      }
      if (isRefused()) {
        canceller.run();
        subscriber.onError(new IllegalArgumentException("Not a positive number of pieces"));
      } else if (failure == null) {
        subscriber.onComplete();
      } else {
        subscriber.onError(failure);
      }
    }

    /** Waits until the subscriber wants a piece; returns false if it never will. */
    private boolean isWanted() throws InterruptedException {
      lock.lockInterruptibly();
      try {
        while (wanted == 0 && !refused && !over) {
          changed.await();
        }
        wanted -= wanted == Long.MAX_VALUE ? 0 : 1;
        return !refused && !over;
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void request(long n) {
      lock.lock();
      try {
        if (n <= 0) {
          refused = true;
        } else {
          wanted = n > Long.MAX_VALUE - wanted ? Long.MAX_VALUE : wanted + n;
        }
        changed.signal();
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void cancel() {
      lock.lock();
      try {
        over = true;
        changed.signal();
      } finally {
        lock.unlock();
      }
      canceller.run();
    }

    private boolean isOver() {
      lock.lock();
      try {
        return over;
      } finally {
        lock.unlock();
      }
    }

    private boolean isRefused() {
      lock.lock();
      try {
        return refused;
      } finally {
        lock.unlock();
      }
    }
  }
}
