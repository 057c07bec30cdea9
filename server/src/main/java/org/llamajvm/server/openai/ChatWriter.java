package org.llamajvm.server.openai;

import java.io.IOException;
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

/** A chat completion as a stream of chunks. */
final class ChatWriter implements AnswerWriter {

  static final String REASONING = "reasoning_content";

  private final EventStream stream;
  private final ChatJson json;
  private final ToolCallJson calls;
  private final LogprobsJson logprobs;
  private final ChatRequest request;
  private final Generation[] complete;
  private int ahead;

  ChatWriter(
      EventStream stream,
      ChatJson json,
      ToolCallJson calls,
      LogprobsJson logprobs,
      ChatRequest request) {
    this.stream = stream;
    this.json = json;
    this.calls = calls;
    this.logprobs = logprobs;
    this.request = request;
    complete = new Generation[request.choices()];
  }

  /** Writes all of it. */
  void write(Answers answers) throws IOException {
    for (int choice = 0; choice < complete.length; choice++) {
      send(json.chunk(choice, JsonMap.of("role", "assistant", "content", ""), null));
    }
    answers.write(this);
  }

  private void send(Map<String, Object> chunk) throws IOException {
    if (request.includeUsage() && !chunk.containsKey("usage")) {
      chunk.put("usage", null);
    }
    stream.send(chunk);
  }

  @Override
  public void queued(int choice, int position) throws IOException {
    ahead = position;
    progress(choice, 0, 0);
  }

  @Override
  public void prompted(int choice, int done, int total) throws IOException {
    ahead = 0;
    progress(choice, done, total);
  }

  private void progress(int choice, int done, int total) throws IOException {
    if (request.progress()) {
      Map<String, Object> chunk = json.chunk(choice, JsonMap.of(), null);
      chunk.put("prompt_progress", JsonMap.of("queued", ahead, "processed", done, "total", total));
      send(chunk);
    }
  }

  @Override
  public void piece(int choice, TextPiece piece) throws IOException {
    switch (piece.part()) {
      case ReplyPart.Text _ -> text(choice, piece);
      case ReplyPart.Thinking(String thought) -> delta(choice, JsonMap.of(REASONING, thought));
      case ReplyPart.CallStart start -> delta(choice, calls.begun(start));
      case ReplyPart.CallArguments arguments -> delta(choice, calls.more(arguments));
      case ReplyPart.CallEnd _, ReplyPart.CallFailed _ -> {} // its beginning was sent
    }
  }

  private void delta(int choice, Map<String, Object> delta) throws IOException {
    send(json.chunk(choice, delta, null));
  }

  private void text(int choice, TextPiece piece) throws IOException {
    if (piece.text().isEmpty() && piece.logprobs().isEmpty()) {
      return;
    }
    Map<String, Object> one =
        JsonMap.of(
            "index",
            choice,
            "delta",
            JsonMap.of("content", piece.text()),
            "logprobs",
            piece.logprobs().isEmpty() ? null : logprobs.chat(piece.logprobs()),
            "finish_reason",
            null);
    send(json.chunk(List.of(one)));
  }

  @Override
  public void ended(int choice, Generation generation, Finish finish) throws IOException {
    complete[choice] = generation;
    Map<String, Object> chunk = json.chunk(choice, JsonMap.of(), finish);
    chunk.put("timings", UsageJson.timings(generation));
    send(chunk);
  }

  @Override
  public void ping() throws IOException {
    stream.ping();
  }

  @Override
  public void finished() throws IOException {
    if (request.includeUsage()) {
      Map<String, Object> chunk = json.chunk(List.of());
      chunk.put("usage", UsageJson.of(List.of(complete), 1));
      send(chunk);
    }
    stream.sendDone();
  }

  @Override
  public void failed(RequestFault fault) throws IOException {
    stream.send(new OpenAiErrors().body(fault));
  }
}
