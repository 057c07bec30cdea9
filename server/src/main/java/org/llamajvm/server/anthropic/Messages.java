package org.llamajvm.server.anthropic;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.llamajvm.format.JsonObject;
import org.llamajvm.server.answer.Answers;
import org.llamajvm.server.answer.ChatPrompt;
import org.llamajvm.server.answer.Desk;
import org.llamajvm.server.answer.ServedModel;
import org.llamajvm.server.http.EventStream;
import org.llamajvm.server.http.Exchange;
import org.llamajvm.server.http.JsonMap;
import org.llamajvm.server.request.ToolFields;
import org.llamajvm.server.request.UnknownFields;
import org.llamajvm.tokenizer.chat.Message;

/** POST /v1/messages, and counting tokens. */
public final class Messages {

  private final Desk desk;
  private final ServedModel model;
  private final ChatPrompt prompts;
  private final UnknownFields unknown;

  /** The endpoints. */
  public Messages(Desk desk, UnknownFields unknown) {
    this.desk = desk;
    this.model = desk.model();
    this.prompts = new ChatPrompt(model);
    this.unknown = unknown;
  }

  /** POST /v1/messages. */
  public void create(Exchange exchange) throws IOException {
    JsonObject body = exchange.json();
    unknown.check(body, MessagesRequest.FIELDS);
    MessagesRequest request = MessagesRequest.read(body, model.model());
    ChatPrompt.Ready prompt = ready(request.messages(), body, exchange);
    MessageJson json = new MessageJson(model, request.options().stop());
    try (Answers answers = desk.submit(exchange, List.of(request.ask(prompt)))) {
      if (request.stream()) {
        try (EventStream stream = EventStream.begin(exchange)) {
          new MessageWriter(stream, json).write(answers);
        }
      } else {
        Answers.Complete complete = answers.await().getFirst();
        exchange.reply(200, json.whole(complete.generation(), complete.finish()));
      }
    }
  }

  private ChatPrompt.Ready ready(List<Message> messages, JsonObject body, Exchange exchange)
      throws IOException {
    Map<String, Object> variables =
        body.isObject("thinking")
            ? prompts.thinking(!body.object("thinking").text("type").equals("disabled"))
            : Map.of();
    return prompts.ready(messages, variables, ToolFields.anthropic(body, exchange));
  }

  /** POST /v1/messages/count_tokens. */
  public void count(Exchange exchange) throws IOException {
    JsonObject body = exchange.json();
    ChatPrompt.Ready prompt = ready(MessagesRequest.messages(body), body, exchange);
    exchange.reply(200, JsonMap.of("input_tokens", prompt.tokens().length));
  }
}
