package org.llamajvm.server.openai;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.llamajvm.models.Generation;
import org.llamajvm.models.TextPiece;
import org.llamajvm.server.answer.AnswerWriter;
import org.llamajvm.server.answer.Answers;
import org.llamajvm.server.answer.Finish;
import org.llamajvm.server.http.EventStream;
import org.llamajvm.server.http.JsonMap;
import org.llamajvm.server.http.RequestFault;

/** A response as a stream of numbered events. */
final class ResponseWriter implements AnswerWriter {

  private final EventStream stream;
  private final ResponseJson json;
  private int number;

  ResponseWriter(EventStream stream, ResponseJson json) {
    this.stream = stream;
    this.json = json;
  }

  /** Writes all of it. */
  void write(Answers answers) throws IOException {
    send("response.created", "response", json.begun());
    send("response.in_progress", "response", json.begun());
    sendItem("response.output_item.added", json.item("in_progress", List.of()));
    sendPart("response.content_part.added", "part", ResponseJson.part(""));
    answers.write(this);
  }

  private void send(String type, String key, Object value) throws IOException {
    stream.send(type, JsonMap.of("type", type, "sequence_number", number++, key, value));
  }

  private void sendItem(String type, Object item) throws IOException {
    Map<String, Object> event =
        JsonMap.of("type", type, "sequence_number", number++, "output_index", 0, "item", item);
    stream.send(type, event);
  }

  private void sendPart(String type, String key, Object value) throws IOException {
    Map<String, Object> event =
        JsonMap.of(
            "type",
            type,
            "sequence_number",
            number++,
            "item_id",
            json.itemId(),
            "output_index",
            0,
            "content_index",
            0,
            key,
            value);
    if (!key.equals("part")) {
      event.put("logprobs", List.of());
    }
    stream.send(type, event);
  }

  @Override
  public void piece(int choice, TextPiece piece) throws IOException {
    if (!piece.text().isEmpty()) {
      sendPart("response.output_text.delta", "delta", piece.text());
    }
  }

  @Override
  public void ended(int choice, Generation generation, Finish finish) throws IOException {
    String status = ResponseJson.status(finish);
    Map<String, Object> part = ResponseJson.part(generation.text());
    sendPart("response.output_text.done", "text", generation.text());
    sendPart("response.content_part.done", "part", part);
    sendItem("response.output_item.done", json.item(status, List.of(part)));
    send("response." + status, "response", json.whole(generation, finish));
  }

  @Override
  public void ping() throws IOException {
    stream.ping();
  }

  @Override
  public void finished() {}

  @Override
  public void failed(RequestFault fault) throws IOException {
    send("response.failed", "response", json.failed(fault));
  }
}
