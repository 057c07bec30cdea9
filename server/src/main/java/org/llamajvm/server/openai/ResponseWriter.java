package org.llamajvm.server.openai;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
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

/** A response as a stream of numbered events. */
final class ResponseWriter implements AnswerWriter {

  private static final String DELTA = "delta";
  private static final String ITEM_DONE = "response.output_item.done";
  private static final String ARGUMENTS = "response.function_call_arguments.";

  private final EventStream stream;
  private final ResponseJson json;
  private final List<Object> complete = new ArrayList<>();
  private ResponseItem item; // that grows; null if there is none
  private int items; // that began
  private int number;

  ResponseWriter(EventStream stream, ResponseJson json) {
    this.stream = stream;
    this.json = json;
  }

  /** Writes all of it. */
  void write(Answers answers) throws IOException {
    send("response.created", "response", json.begun());
    send("response.in_progress", "response", json.begun());
    answers.write(this);
  }

  private void send(String type, String key, Object value) throws IOException {
    stream.send(type, JsonMap.of("type", type, "sequence_number", number++, key, value));
  }

  private void sendItem(String type, Object value) throws IOException {
    Map<String, Object> event = event(type);
    event.put("item", value);
    stream.send(type, event);
  }

  private Map<String, Object> event(String type) {
    return JsonMap.of("type", type, "sequence_number", number++, "output_index", items - 1);
  }

  /** An event of what an item holds. */
  private void sendInside(String type, String key, Object value) throws IOException {
    Map<String, Object> event = event(type);
    event.put("item_id", item.id());
    if (item.kind() != ResponseItem.Kind.CALL) {
      event.put("content_index", 0);
    }
    event.put(key, value);
    if (item.kind() == ResponseItem.Kind.MESSAGE && !key.equals("part")) {
      event.put("logprobs", List.of());
    }
    stream.send(type, event);
  }

  @Override
  public void piece(int choice, TextPiece piece) throws IOException {
    switch (piece.part()) {
      case ReplyPart.Text(String text) -> add(ResponseItem.Kind.MESSAGE, text);
      case ReplyPart.Thinking(String text) -> add(ResponseItem.Kind.REASONING, text);
      case ReplyPart.CallStart(_, String id, String name) -> {
        close("completed");
        open(ResponseItem.call(id, name));
      }
      case ReplyPart.CallArguments(_, String more) -> {
        item.add(more);
        sendInside(ARGUMENTS + DELTA, DELTA, more);
      }
      case ReplyPart.CallEnd _ -> close("completed");
      case ReplyPart.CallFailed _ -> close("incomplete");
    }
  }

  private void add(ResponseItem.Kind kind, String text) throws IOException {
    if (text.isEmpty()) {
      return;
    }
    begin(kind);
    item.add(text);
    sendInside(textEvent() + DELTA, DELTA, text);
  }

  private void begin(ResponseItem.Kind kind) throws IOException {
    if (item == null || item.kind() != kind) {
      close("completed");
      open(ResponseItem.of(kind));
      sendInside("response.content_part.added", "part", item.part(""));
    }
  }

  private String textEvent() {
    return item.kind() == ResponseItem.Kind.MESSAGE
        ? "response.output_text."
        : "response.reasoning_text.";
  }

  private void open(ResponseItem next) throws IOException {
    item = next;
    items++;
    sendItem("response.output_item.added", item.begun());
  }

  private void close(String status) throws IOException {
    if (item == null) {
      return;
    }
    if (item.kind() == ResponseItem.Kind.CALL) {
      sendInside(ARGUMENTS + "done", "arguments", item.text());
    } else {
      sendInside(textEvent() + "done", "text", item.text());
      sendInside("response.content_part.done", "part", item.part(item.text()));
    }
    sendItem(ITEM_DONE, item.json(status));
    boolean noCall = item.kind() == ResponseItem.Kind.CALL && !status.equals("completed");
    if (!noCall) {
      complete.add(item.json(status));
    }
    item = null;
  }

  @Override
  public void ended(int choice, Generation generation, Finish finish) throws IOException {
    String status = ResponseJson.status(finish);
    if (items == 0) {
      begin(ResponseItem.Kind.MESSAGE);
    }
    close(status);
    send("response." + status, "response", json.whole(generation, finish, complete));
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
