package org.llamajvm.server.answer;

import java.time.Duration;
import java.util.function.Consumer;
import org.llamajvm.models.Generation;
import org.llamajvm.models.GenerationListener;
import org.llamajvm.models.TextPiece;

/** Hands over what happens to one answer, and measures it. */
final class ChoiceListener implements GenerationListener {

  private final int choice;
  private final Consumer<Event> events;
  private final AnswerMeter meter;
  private final long start = System.nanoTime();
  private boolean begun;
  private long last; // System.nanoTime() of the piece before; 0 if there is none

  ChoiceListener(int choice, Consumer<Event> events, AnswerMeter meter) {
    this.choice = choice;
    this.events = events;
    this.meter = meter;
  }

  @Override
  public void onQueued(int ahead) {
    events.accept(new Event.Queued(choice, ahead));
  }

  @Override
  public void onPrompt(int done, int total) {
    if (!begun) {
      begun = true;
      meter.began(since(start));
    }
    events.accept(new Event.Prompted(choice, done, total));
  }

  @Override
  public void onText(String ignored) {} // pieces have it

  @Override
  public void onPiece(TextPiece piece) {
    if (last == 0) {
      meter.first(since(start));
    } else {
      meter.more(since(last), piece.tokens().size());
    }
    last = System.nanoTime();
    events.accept(new Event.Piece(choice, piece));
  }

  @Override
  public void onComplete(Generation generation) {
    meter.ended(generation, since(start));
    events.accept(new Event.Ended(choice, generation));
  }

  @Override
  public void onError(RuntimeException failure) {
    meter.failed();
    events.accept(new Event.Failed(choice, failure));
  }

  private static Duration since(long nanos) {
    return Duration.ofNanos(System.nanoTime() - nanos);
  }
}
