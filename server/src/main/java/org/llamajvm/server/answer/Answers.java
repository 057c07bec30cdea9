package org.llamajvm.server.answer;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.llamajvm.engine.generate.FinishReason;
import org.llamajvm.format.ForeignText;
import org.llamajvm.models.Answer;
import org.llamajvm.models.Generation;
import org.llamajvm.server.http.Exchange;
import org.llamajvm.server.http.RequestFault;

/**
 * The answers to one request while they are made. Whoever closes this cancels those that are not
 * complete. Used by the thread that handles the request; {@link #cancel} by any.
 */
public final class Answers implements AutoCloseable {

  private static final Duration PING = Duration.ofSeconds(2);

  private final Exchange exchange;
  private final BlockingQueue<Event> events;
  private final List<Answer> answers;
  private final Optional<Duration> limit;
  private final Runnable release;
  private final Generation[] complete;
  private long deadline = Long.MAX_VALUE; // System.nanoTime()
  private boolean late;
  private boolean released;
  private volatile boolean gone;

  /**
   * Takes answers over.
   *
   * @param exchange the request, for what the log is to know
   * @param events that their listeners fill
   * @param limit the most time from the first token on
   * @param release runs once, before the last of the answers is written or when this is closed
   */
  Answers(
      Exchange exchange,
      BlockingQueue<Event> events,
      List<Answer> answers,
      Optional<Duration> limit,
      Runnable release) {
    this.exchange = exchange;
    this.events = events;
    this.answers = List.copyOf(answers);
    this.limit = limit;
    this.release = release;
    complete = new Generation[answers.size()];
  }

  /** How many answers there will be. */
  public int count() {
    return answers.size();
  }

  /** Tokens of the prompt that an answer continues. */
  public int promptTokens(int choice) {
    return answers.get(choice).promptTokens();
  }

  /** The client has gone: nobody wants the answers any more. */
  void clientGone() {
    gone = true;
    cancel();
  }

  private void cancel() {
    answers.forEach(Answer::cancel);
  }

  /**
   * Waits for all answers.
   *
   * @return in order
   * @throws RequestFault if one fails
   * @throws IOException if the client has gone
   */
  public List<Complete> await() throws IOException {
    write(new WaitingWriter());
    List<Complete> all = new ArrayList<>();
    for (Generation generation : complete) {
      all.add(new Complete(generation, finish(generation)));
    }
    return all;
  }

  /**
   * An answer.
   *
   * @param generation what was made
   * @param finish why it ended
   */
  public record Complete(Generation generation, Finish finish) {}

  /**
   * Writes the answers while they are made, until all are complete or one has failed.
   *
   * @throws IOException if the client has gone
   */
  public void write(AnswerWriter writer) throws IOException {
    int running = answers.size();
    while (running > 0) {
      Event event = next();
      if (gone) {
        throw new IOException("the client has gone");
      }
      switch (event) {
        case null -> writer.ping();
        case Event.Queued(int choice, int ahead) -> writer.queued(choice, ahead);
        case Event.Prompted(int choice, int done, int total) ->
            writer.prompted(choice, done, total);
        case Event.Piece piece -> {
          startClock();
          writer.piece(piece.choice(), piece.piece());
        }
        case Event.Ended(int choice, Generation generation) -> {
          running--;
          complete[choice] = generation;
          if (running == 0) {
            releaseOnce(); // who has read the last word may ask the next thing at once
          }
          note(generation);
          if (generation.finishReason() == FinishReason.CANCELLED && !late) {
            writer.failed(RequestFault.shuttingDown());
            return;
          }
          writer.ended(choice, generation, finish(generation));
        }
        case Event.Failed failed -> {
          writer.failed(noted(failed.failure()));
          return;
        }
      }
    }
    writer.finished();
  }

  private void note(Generation generation) {
    Generation.Usage usage = generation.usage();
    exchange.note("prompt_tokens", usage.promptTokens());
    exchange.note("cached_tokens", usage.cachedTokens());
    Object before = exchange.notes().getOrDefault("completion_tokens", 0);
    exchange.note("completion_tokens", (int) before + usage.completionTokens());
    exchange.note("finish", generation.finishReason().name().toLowerCase(Locale.ROOT));
  }

  /** The failure as the client hears of it; the log gets the cause. */
  private RequestFault noted(RuntimeException failure) {
    RequestFault fault = Faults.ofAnswer(failure);
    exchange.note("error", fault.code());
    exchange.note("cause", ForeignText.message(failure.toString()));
    return fault;
  }

  private void startClock() {
    if (deadline == Long.MAX_VALUE && limit.isPresent()) {
      deadline = System.nanoTime() + limit.get().toNanos();
    }
  }

  /** The next event; null if there is none for a while. */
  private Event next() throws IOException {
    try {
      long wait = PING.toNanos();
      if (deadline != Long.MAX_VALUE && !late) {
        wait = Math.min(wait, deadline - System.nanoTime());
        if (wait <= 0) {
          late = true;
          cancel();
          wait = PING.toNanos();
        }
      }
      return events.poll(wait, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("the server ends", e);
    }
  }

  private static Finish finish(Generation generation) {
    if (generation.finishReason() != FinishReason.STOP) {
      return Finish.LENGTH;
    }
    return generation.calls().isEmpty() ? Finish.STOP : Finish.TOOL_CALLS;
  }

  @Override
  public void close() {
    cancel();
    releaseOnce();
  }

  private void releaseOnce() {
    if (!released) {
      released = true;
      release.run();
    }
  }
}
