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
import org.llamajvm.server.http.RandomId;
import org.llamajvm.server.request.TokenTexts;
import org.llamajvm.server.request.ToolFields;
import org.llamajvm.server.request.UnknownFields;

/** POST /v1/chat/completions. */
public final class ChatCompletions implements Endpoint {

  private final Desk desk;
  private final ServedModel model;
  private final ChatPrompt prompts;
  private final UnknownFields unknown;
  private final boolean strictModel;
  private final LogprobsJson logprobs;

  /**
   * The endpoint.
   *
   * @param strictModel whether requests that name another model are refused
   */
  public ChatCompletions(Desk desk, UnknownFields unknown, boolean strictModel) {
    this.desk = desk;
    this.model = desk.model();
    this.prompts = new ChatPrompt(model);
    this.unknown = unknown;
    this.strictModel = strictModel;
    this.logprobs = new LogprobsJson(new TokenTexts(model.tokenizer()));
  }

  @Override
  public void answer(Exchange exchange) throws IOException {
    JsonObject body = exchange.json();
    unknown.check(body, ChatRequest.FIELDS);
    CommonFields.checkModel(body, model, strictModel);
    ChatRequest request = ChatRequest.read(body, model.model());
    ToolOffer offer = ToolFields.openAi(body, exchange);
    ChatPrompt.Ready prompt = prompts.ready(request.messages(), request.variables(), offer);
    ToolCallJson calls = ToolFields.isOlder(body) ? ToolCallJson.OLDER : ToolCallJson.LIST;
    ChatJson json = new ChatJson(model, logprobs, calls, RandomId.of("chatcmpl-"));
    try (Answers answers = desk.submit(exchange, request.asks(prompt))) {
      if (request.stream()) {
        try (EventStream stream = EventStream.begin(exchange)) {
          new ChatWriter(stream, json, calls, logprobs, request).write(answers);
        }
      } else {
        List<Answers.Complete> complete = answers.await();
        boolean withLogprobs = request.options().logprobs().isPresent();
        exchange.reply(200, json.whole(complete, withLogprobs));
      }
    }
  }
}
