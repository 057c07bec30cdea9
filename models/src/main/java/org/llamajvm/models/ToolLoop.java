package org.llamajvm.models;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.llamajvm.models.tool.ToolCall;
import org.llamajvm.models.tool.ToolMessages;
import org.llamajvm.models.tool.ToolOffer;
import org.llamajvm.models.tool.ToolRuns;
import org.llamajvm.tokenizer.chat.Message;

/**
 * Answers conversations that the program keeps, and runs the functions that the model calls on the
 * way: the model answers, what it calls is run, it gets the results and answers again, until it
 * calls nothing more. A function that fails does not end this: the model is told. Interrupting the
 * thread does: what was to be run is not, and the last answer is there with the reason {@code
 * CANCELLED}. Safe to share between threads.
 *
 * {@snippet :
 * GenerationRequest request =
 *     GenerationRequest.builder().messages(Message.user("Rain in Bern?")).tools(weather).build();
 * System.out.println(new ToolLoop(model::generate, 5).run(request).answer().text());
 * }
 */
public final class ToolLoop {

  private final Function<GenerationRequest, Generation> model;
  private final int mostRounds;

  /**
   * Over a model.
   *
   * @param model answers once
   * @param mostRounds how often results are given to the model at most
   * @throws IllegalArgumentException if that is negative
   */
  public ToolLoop(Function<GenerationRequest, Generation> model, int mostRounds) {
    if (mostRounds < 0) {
      throw new IllegalArgumentException("A negative number of rounds: " + mostRounds);
    }
    this.model = Objects.requireNonNull(model, "model");
    this.mostRounds = mostRounds;
  }

  /**
   * What came of a conversation.
   *
   * @param answer the last one; it has calls if the rounds were used up, or if there was nothing to
   *     run for one of them
   * @param messages all of the conversation, the answer included
   * @param rounds how often results were given to the model
   */
  public record Result(Generation answer, List<Message> messages, int rounds) {

    /** Copies the list. */
    public Result {
      messages = List.copyOf(messages);
    }
  }

  /**
   * Answers a conversation.
   *
   * @param request has messages, and the functions
   * @throws IllegalArgumentException if it is for no conversation
   */
  public Result run(GenerationRequest request) {
    if (request.messages().isEmpty()) {
      throw new IllegalArgumentException("Functions are called in conversations only");
    }
    ToolOffer offer = request.tools();
    List<Message> messages = new ArrayList<>(request.messages());
    int rounds = 0;
    while (true) {
      Generation answer =
          model.apply(request.toBuilder().messages(List.copyOf(messages)).tools(offer).build());
      messages.add(ToolMessages.answer(answer.text(), answer.thinking(), answer.calls()));
      if (rounds == mostRounds || !ToolRuns.canRun(offer, answer.calls())) {
        return new Result(answer, messages, rounds);
      }
      for (ToolCall call : answer.calls()) {
        messages.add(ToolMessages.result(call, ToolRuns.run(offer, call)));
      }
      if (Thread.currentThread().isInterrupted()) {
        return new Result(answer.cancelled(), messages, rounds);
      }
      offer = offer.afterCall();
      rounds++;
    }
  }
}
