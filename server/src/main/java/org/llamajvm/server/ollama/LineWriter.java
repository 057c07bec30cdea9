package org.llamajvm.server.ollama;

import java.io.IOException;
import org.llamajvm.format.JsonText;
import org.llamajvm.models.Generation;
import org.llamajvm.models.TextPiece;
import org.llamajvm.models.reply.ReplyPart;
import org.llamajvm.models.tool.ToolCall;
import org.llamajvm.server.answer.AnswerWriter;
import org.llamajvm.server.answer.Finish;
import org.llamajvm.server.http.ReplyStream;
import org.llamajvm.server.http.RequestFault;

/** An answer as lines of JSON. */
final class LineWriter implements AnswerWriter {

  /** What the lines are. */
  static final String TYPE = "application/x-ndjson";

  private final ReplyStream stream;
  private final AnswerJson json;
  private final StringBuilder arguments = new StringBuilder();
  private ReplyPart.CallStart call; // that grows, for it is sent as a whole

  LineWriter(ReplyStream stream, AnswerJson json) {
    this.stream = stream;
    this.json = json;
  }

  private void send(Object line) throws IOException {
    stream.send(JsonText.compact(line) + "\n");
  }

  @Override
  public void piece(int choice, TextPiece piece) throws IOException {
    switch (piece.part()) {
      case ReplyPart.Text(String text) -> {
        if (!text.isEmpty()) {
          send(json.piece(text));
        }
      }
      case ReplyPart.Thinking(String text) -> send(json.thinking(text));
      case ReplyPart.CallStart start -> {
        call = start;
        arguments.setLength(0);
      }
      case ReplyPart.CallArguments(_, String more) -> arguments.append(more);
      case ReplyPart.CallEnd _ ->
          send(json.call(new ToolCall(call.id(), call.name(), arguments.toString())));
      case ReplyPart.CallFailed(_, String text) -> send(json.piece(text));
    }
  }

  @Override
  public void ended(int choice, Generation generation, Finish finish) throws IOException {
    send(json.end("", generation, finish));
  }

  /** Clients of this protocol take an empty line for an error. */
  @Override
  public void ping() {}

  @Override
  public void finished() {}

  @Override
  public void failed(RequestFault fault) throws IOException {
    send(new OllamaErrors().body(fault));
  }
}
