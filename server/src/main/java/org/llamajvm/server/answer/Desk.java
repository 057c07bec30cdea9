package org.llamajvm.server.answer;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.llamajvm.models.Answer;
import org.llamajvm.models.GenerationRequest;
import org.llamajvm.models.PromptTooLongException;
import org.llamajvm.models.QueueFullException;
import org.llamajvm.models.SchedulerClosedException;
import org.llamajvm.models.UnknownTokenException;
import org.llamajvm.models.constraint.ConstraintException;
import org.llamajvm.server.http.Exchange;
import org.llamajvm.server.http.RequestFault;

/** Hands requests to the scheduler. Safe for use by many threads. */
public final class Desk {

  /** What of a schema that is not strict is not enforced. */
  private static final String UNENFORCED = "Llama-Unenforced";

  private static final int LONGEST_HEADER = 1_000; // about; clients and proxies refuse long ones

  private final ServedModel model;
  private final ClientLimit limit;
  private final AnswerMeter meter;

  /** A desk for one model. */
  public Desk(ServedModel model, ClientLimit limit, AnswerMeter meter) {
    this.model = model;
    this.limit = limit;
    this.meter = meter;
  }

  /** The model that answers. */
  public ServedModel model() {
    return model;
  }

  /**
   * Has requests answered; the caller closes what it gets. The answers are cancelled when the
   * client goes. A header of the reply names what is not enforced of a schema.
   *
   * @param asks at least one, with the same limit
   * @throws RequestFault if one of them is refused; none is answered then
   */
  public Answers submit(Exchange exchange, List<Ask> asks) {
    asks.getFirst().options().constraint().ifPresent(form -> name(exchange, form.unenforced()));
    Runnable release = limit.take(exchange.client(), asks.size());
    BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    List<Answer> answers = new ArrayList<>();
    try {
      for (Ask ask : asks) {
        answers.add(submit(exchange.client(), ask, answers.size(), events));
      }
    } catch (RuntimeException e) {
      answers.forEach(Answer::cancel);
      release.run();
      throw e;
    }
    Answers all = new Answers(exchange, events, answers, asks.getFirst().limit(), release);
    exchange.onGone(all::clientGone);
    return all;
  }

  private static void name(Exchange exchange, List<String> unenforced) {
    StringBuilder header = new StringBuilder();
    int named = 0;
    while (named < unenforced.size() && header.length() < LONGEST_HEADER) {
      header.append(named == 0 ? "" : "; ");
      unenforced.get(named++).chars().limit(LONGEST_HEADER).forEach(c -> append(header, c));
    }
    if (named < unenforced.size()) {
      header.append("; and %d more".formatted(unenforced.size() - named));
    }
    if (named > 0) {
      exchange.set(UNENFORCED, header.toString());
    }
  }

  private static void append(StringBuilder header, int c) {
    header.append(c >= ' ' && c <= '~' ? String.valueOf((char) c) : "\\u%04x".formatted(c));
  }

  private Answer submit(String client, Ask ask, int choice, BlockingQueue<Event> events) {
    GenerationRequest request =
        GenerationRequest.builder()
            .prompt(ask.prompt())
            .options(ask.options())
            .turnEnds(ask.turnEnds())
            .key(client)
            .build();
    try {
      return model.scheduler().submit(request, new ChoiceListener(choice, events::add, meter));
    } catch (QueueFullException _) {
      throw Faults.queueFull();
    } catch (SchedulerClosedException _) {
      throw RequestFault.shuttingDown();
    } catch (PromptTooLongException e) {
      throw Faults.tooLong(e);
    } catch (UnknownTokenException e) {
      throw RequestFault.badValue("prompt", e.getMessage());
    } catch (ConstraintException e) {
      throw Faults.ofConstraint(e);
    } catch (IllegalArgumentException e) {
      throw RequestFault.of(400, "invalid_value", e.getMessage());
    }
  }
}
