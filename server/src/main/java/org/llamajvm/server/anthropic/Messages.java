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
    checkTools(body, exchange);
    MessagesRequest request = MessagesRequest.read(body, model.model());
    int[] prompt = prompts.tokens(request.messages(), Map.of());
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

  private static void checkTools(JsonObject body, Exchange exchange) throws IOException {
    String choice = body.isObject("tool_choice") ? body.object("tool_choice").text("type") : "auto";
    ToolFields.check(body, exchange, "tools", "tool_choice", choice);
  }

  /** POST /v1/messages/count_tokens. */
  public void count(Exchange exchange) throws IOException {
    JsonObject body = exchange.json();
    checkTools(body, exchange);
    int[] prompt = prompts.tokens(MessagesRequest.messages(body), Map.of());
    exchange.reply(200, JsonMap.of("input_tokens", prompt.length));
  }
}
