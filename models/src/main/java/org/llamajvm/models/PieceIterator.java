package org.llamajvm.models;

import java.util.Iterator;
import java.util.NoSuchElementException;

/** The pieces of an answer, for one thread that waits for them. */
final class PieceIterator implements Iterator<TextPiece> {

  private final AnswerFeed feed;
  private final AnswerFeed.Reader reader;
  private final Runnable canceller;
  private TextPiece next;
  private boolean ended;

  PieceIterator(AnswerFeed feed, Runnable canceller) {
    this.feed = feed;
    this.canceller = canceller;
    reader = feed.newReader();
  }

  @Override
  public boolean hasNext() {
    if (next == null && !ended) {
      next = read();
      ended = next == null;
      RuntimeException failure = feed.failure();
      if (ended && failure != null) {
        throw failure;
      }
    }
    return next != null;
  }

  private TextPiece read() {
    try {
      return reader.next();
    } catch (InterruptedException e) {
      canceller.run();
      Thread.currentThread().interrupt();
      return null;
    }
  }

  @Override
  public TextPiece next() {
    if (!hasNext()) {
      throw new NoSuchElementException("The answer has ended");
    }
    TextPiece piece = next;
    next = null;
    return piece;
  }
}
