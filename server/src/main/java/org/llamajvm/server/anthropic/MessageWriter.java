package org.llamajvm.server.anthropic;

import java.io.IOException;
import java.util.Map;
import org.llamajvm.models.Generation;
import org.llamajvm.models.TextPiece;
import org.llamajvm.models.reply.ReplyPart;
import org.llamajvm.server.answer.AnswerWriter;
import org.llamajvm.server.answer.Answers;
import org.llamajvm.server.answer.Finish;
import org.llamajvm.server.http.EventStream;
import org.llamajvm.server.http.JsonMap;
import org.llamajvm.server.http.RequestFault;

/** A message as a stream of events, each of which has a name. */
final class MessageWriter implements AnswerWriter {

  private static final String TEXT = "text";
  private static final String THINKING = "thinking";
  private static final String CALL = "tool_use";
  private static final String START = "content_block_start";
  private static final String DELTA = "content_block_delta";

  private final EventStream stream;
  private final MessageJson json;
  private String open = ""; // the type of the block that grows; empty if there is none
  private int blocks; // that began

  MessageWriter(EventStream stream, MessageJson json) {
    this.stream = stream;
    this.json = json;
  }

  /** Writes all of it. */
  void write(Answers answers) throws IOException {
    send("message_start", "message", json.begun(answers.promptTokens(0)));
    ping();
    answers.write(this);
  }

  private void send(String type, String key, Object value) throws IOException {
    stream.send(type, event(type, key, value));
  }

  private static Map<String, Object> event(String type, String key, Object value) {
    return JsonMap.of("type", type, key, value);
  }

  @Override
  public void piece(int choice, TextPiece piece) throws IOException {
    switch (piece.part()) {
      case ReplyPart.Text(String text) -> {
        if (!text.isEmpty()) {
          begin(TEXT, MessageJson.text(""));
          delta(JsonMap.of("type", "text_delta", TEXT, text));
        }
      }
      case ReplyPart.Thinking(String text) -> {
        begin(THINKING, MessageJson.thinking(""));
        delta(JsonMap.of("type", "thinking_delta", THINKING, text));
      }
      case ReplyPart.CallStart(_, String id, String name) -> {
        close();
        begin(CALL, MessageJson.call(id, name, Map.of()));
      }
      case ReplyPart.CallArguments(_, String more) ->
          delta(JsonMap.of("type", "input_json_delta", "partial_json", more));
      case ReplyPart.CallEnd _, ReplyPart.CallFailed _ -> close();
    }
  }

  private void begin(String type, Map<String, Object> block) throws IOException {
    if (open.equals(type)) {
      return;
    }
    close();
    open = type;
    Map<String, Object> event = event(START, "index", blocks++);
    event.put("content_block", block);
    stream.send(START, event);
  }

  private void delta(Map<String, Object> delta) throws IOException {
    Map<String, Object> event = event(DELTA, "index", blocks - 1);
    event.put("delta", delta);
    stream.send(DELTA, event);
  }

  private void close() throws IOException {
    if (!open.isEmpty()) {
      send("content_block_stop", "index", blocks - 1);
      open = "";
    }
  }

  @Override
  public void ended(int choice, Generation generation, Finish finish) throws IOException {
    if (blocks == 0) {
      begin(TEXT, MessageJson.text(""));
    }
    close();
    Map<String, Object> event = event("message_delta", "delta", json.end(generation, finish));
    event.put("usage", MessageJson.usage(generation));
    stream.send("message_delta", event);
  }

  @Override
  public void ping() throws IOException {
    stream.send("ping", JsonMap.of("type", "ping"));
  }

  @Override
  public void finished() throws IOException {
    stream.send("message_stop", JsonMap.of("type", "message_stop"));
  }

  @Override
  public void failed(RequestFault fault) throws IOException {
    stream.send("error", new AnthropicErrors().body(fault));
  }
}
