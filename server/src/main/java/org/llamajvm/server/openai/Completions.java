package org.llamajvm.server.openai;

import java.io.IOException;
import org.llamajvm.format.JsonObject;
import org.llamajvm.server.answer.Answers;
import org.llamajvm.server.answer.Desk;
import org.llamajvm.server.answer.ServedModel;
import org.llamajvm.server.http.Endpoint;
import org.llamajvm.server.http.EventStream;
import org.llamajvm.server.http.Exchange;
import org.llamajvm.server.http.RandomId;
import org.llamajvm.server.request.TokenTexts;
import org.llamajvm.server.request.UnknownFields;

/** POST /v1/completions. */
public final class Completions implements Endpoint {

  private final Desk desk;
  private final ServedModel model;
  private final UnknownFields unknown;
  private final boolean strictModel;
  private final LogprobsJson logprobs;

  /**
   * The endpoint.
   *
   * @param strictModel whether requests that name another model are refused
   */
  public Completions(Desk desk, UnknownFields unknown, boolean strictModel) {
    this.desk = desk;
    this.model = desk.model();
    this.unknown = unknown;
    this.strictModel = strictModel;
    this.logprobs = new LogprobsJson(new TokenTexts(model.tokenizer()));
  }

  @Override
  public void answer(Exchange exchange) throws IOException {
    JsonObject body = exchange.json();
    unknown.check(body, CompletionRequest.FIELDS);
    CommonFields.checkModel(body, model, strictModel);
    CompletionRequest request = CompletionRequest.read(body, model.model());
    CompletionJson json = new CompletionJson(model, logprobs, request, RandomId.of("cmpl-"));
    try (Answers answers = desk.submit(exchange, request.asks())) {
      if (request.stream()) {
        try (EventStream stream = EventStream.begin(exchange)) {
          new CompletionWriter(stream, json, logprobs, request, answers.count()).write(answers);
        }
      } else {
        exchange.reply(200, json.whole(answers.await()));
      }
    }
  }
}
