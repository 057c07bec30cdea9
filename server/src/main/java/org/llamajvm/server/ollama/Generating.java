package org.llamajvm.server.ollama;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.llamajvm.format.JsonObject;
import org.llamajvm.format.JsonText;
import org.llamajvm.models.tool.ToolOffer;
import org.llamajvm.server.answer.Answers;
import org.llamajvm.server.answer.Ask;
import org.llamajvm.server.answer.ChatPrompt;
import org.llamajvm.server.answer.Desk;
import org.llamajvm.server.answer.ServedModel;
import org.llamajvm.server.http.Exchange;
import org.llamajvm.server.http.ReplyStream;
import org.llamajvm.server.http.RequestFault;
import org.llamajvm.server.request.ChatMessages;
import org.llamajvm.server.request.ToolFields;
import org.llamajvm.server.request.UnknownFields;
import org.llamajvm.tokenizer.UnboundedPatternException;

/** POST /api/chat and /api/generate. */
public final class Generating {

  private final Desk desk;
  private final ServedModel model;
  private final ChatPrompt prompts;
  private final UnknownFields unknown;

  /** The endpoints. */
  public Generating(Desk desk, UnknownFields unknown) {
    this.desk = desk;
    this.model = desk.model();
    this.prompts = new ChatPrompt(model);
    this.unknown = unknown;
  }

  /** POST /api/chat. */
  public void chat(Exchange exchange) throws IOException {
    JsonObject body = exchange.json();
    unknown.check(body, OllamaRequest.FIELDS);
    OllamaRequest request = OllamaRequest.read(body, model.model());
    if (body.value("messages") instanceof List<?> none && none.isEmpty()) {
      loaded(exchange, request, AnswerJson.ofChat(model));
      return;
    }
    ToolOffer offer = ToolFields.openAi(body, exchange);
    ChatPrompt.Ready prompt = prompts.ready(ChatMessages.read(body), thinking(body), offer);
    answer(exchange, request, request.ask(prompt), AnswerJson.ofChat(model));
  }

  /** POST /api/generate. A text becomes a conversation unless it is to be taken as it is. */
  public void generate(Exchange exchange) throws IOException {
    JsonObject body = exchange.json();
    unknown.check(body, OllamaRequest.FIELDS);
    OllamaRequest request = OllamaRequest.read(body, model.model());
    String text = body.optionalText("prompt").orElse("");
    if (text.isEmpty()) {
      loaded(exchange, request, AnswerJson.ofText(model));
      return;
    }
    boolean raw = body.flag("raw", false) || model.template().isEmpty();
    Ask ask =
        raw
            ? request.ask(encode(text))
            : request.ask(
                prompts.ready(
                    OllamaRequest.conversation(body, text), thinking(body), ToolOffer.NONE));
    answer(exchange, request, ask, AnswerJson.ofText(model));
  }

  private static void loaded(Exchange exchange, OllamaRequest request, AnswerJson json)
      throws IOException {
    if (!request.stream()) {
      exchange.reply(200, json.loaded());
      return;
    }
    try (ReplyStream stream = exchange.stream(LineWriter.TYPE)) {
      stream.send(JsonText.compact(json.loaded()) + "\n");
    }
  }

  /** Whether the model thinks, and how much, for the chat template. */
  private Map<String, Object> thinking(JsonObject body) {
    return switch (body.value("think")) {
      case null -> Map.of();
      case Boolean think -> prompts.thinking(think);
      case String effort -> Map.of("reasoning_effort", effort);
      default -> Map.of();
    };
  }

  private int[] encode(String text) {
    try {
      return model.tokenizer().encodePrompt(text);
    } catch (UnboundedPatternException _) {
      throw RequestFault.badValue("prompt", "The text takes too long to be cut into tokens");
    }
  }

  private void answer(Exchange exchange, OllamaRequest request, Ask ask, AnswerJson json)
      throws IOException {
    try (Answers answers = desk.submit(exchange, List.of(ask))) {
      if (request.stream()) {
        try (ReplyStream stream = exchange.stream(LineWriter.TYPE)) {
          answers.write(new LineWriter(stream, json));
        }
      } else {
        Answers.Complete complete = answers.await().getFirst();
        exchange.reply(200, json.whole(complete.generation(), complete.finish()));
      }
    }
  }
}
