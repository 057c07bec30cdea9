package org.llamajvm.server.openai;

import java.io.IOException;
import java.util.List;
import org.llamajvm.format.JsonObject;
import org.llamajvm.models.tool.ToolOffer;
import org.llamajvm.server.answer.Answers;
import org.llamajvm.server.answer.ChatPrompt;
import org.llamajvm.server.answer.Desk;
import org.llamajvm.server.answer.ServedModel;
import org.llamajvm.server.http.Endpoint;
import org.llamajvm.server.http.EventStream;
import org.llamajvm.server.http.Exchange;
import org.llamajvm.server.request.ToolFields;
import org.llamajvm.server.request.UnknownFields;

/** POST /v1/responses. Nothing is kept: a request has all of its conversation. */
public final class Responses implements Endpoint {

  private final Desk desk;
  private final ServedModel model;
  private final ChatPrompt prompts;
  private final UnknownFields unknown;
  private final boolean strictModel;

  /**
   * The endpoint.
   *
   * @param strictModel whether requests that name another model are refused
   */
  public Responses(Desk desk, UnknownFields unknown, boolean strictModel) {
    this.desk = desk;
    this.model = desk.model();
    this.prompts = new ChatPrompt(model);
    this.unknown = unknown;
    this.strictModel = strictModel;
  }

  @Override
  public void answer(Exchange exchange) throws IOException {
    JsonObject body = exchange.json();
    unknown.check(body, ResponsesRequest.FIELDS);
    CommonFields.checkModel(body, model, strictModel);
    ResponsesRequest request = ResponsesRequest.read(body, model.model());
    ToolOffer offer = ToolFields.openAi(body, exchange);
    ChatPrompt.Ready prompt = prompts.ready(request.messages(), request.variables(), offer);
    ResponseJson json = new ResponseJson(model, request, offer);
    try (Answers answers = desk.submit(exchange, List.of(request.ask(prompt)))) {
      if (request.stream()) {
        try (EventStream stream = EventStream.begin(exchange)) {
          new ResponseWriter(stream, json).write(answers);
        }
      } else {
        Answers.Complete complete = answers.await().getFirst();
        exchange.reply(200, json.whole(complete.generation(), complete.finish()));
      }
    }
  }
}
