package org.llamajvm.server.anthropic;

import java.io.IOException;
import java.util.Map;
import org.llamajvm.models.Generation;
import org.llamajvm.models.TextPiece;
import org.llamajvm.server.answer.AnswerWriter;
import org.llamajvm.server.answer.Answers;
import org.llamajvm.server.answer.Finish;
import org.llamajvm.server.http.EventStream;
import org.llamajvm.server.http.JsonMap;
import org.llamajvm.server.http.RequestFault;

/** A message as a stream of events, each of which has a name. */
final class MessageWriter implements AnswerWriter {

  private final EventStream stream;
  private final MessageJson json;

  MessageWriter(EventStream stream, MessageJson json) {
    this.stream = stream;
    this.json = json;
  }

  /** Writes all of it. */
  void write(Answers answers) throws IOException {
    send("message_start", "message", json.begun(answers.promptTokens(0)));
    Map<String, Object> block = event("content_block_start", "index", 0);
    block.put("content_block", MessageJson.text(""));
    stream.send("content_block_start", block);
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
    if (!piece.text().isEmpty()) {
      Map<String, Object> event = event("content_block_delta", "index", 0);
      event.put("delta", JsonMap.of("type", "text_delta", "text", piece.text()));
      stream.send("content_block_delta", event);
    }
  }

  @Override
  public void ended(int choice, Generation generation, Finish finish) throws IOException {
    send("content_block_stop", "index", 0);
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
