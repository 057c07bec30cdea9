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
import org.llamajvm.server.http.RequestFault;

/** A completion as a stream of chunks. */
final class CompletionWriter implements AnswerWriter {

  private final EventStream stream;
  private final CompletionJson json;
  private final LogprobsJson logprobs;
  private final CompletionRequest request;
  private final Generation[] complete;
  private final int[] offsets; // characters written, by choice

  CompletionWriter(
      EventStream stream,
      CompletionJson json,
      LogprobsJson logprobs,
      CompletionRequest request,
      int answers) {
    this.stream = stream;
    this.json = json;
    this.logprobs = logprobs;
    this.request = request;
    complete = new Generation[answers];
    offsets = new int[answers];
  }

  /** Writes all of it. */
  void write(Answers answers) throws IOException {
    for (int i = 0; i < complete.length; i++) {
      String echo = json.echo(i);
      if (!echo.isEmpty()) {
        send(CompletionJson.choice(i, echo, null, null));
      }
    }
    answers.write(this);
  }

  private void send(Map<String, Object> choice) throws IOException {
    send(json.chunk(List.of(choice)), null);
  }

  private void send(Map<String, Object> chunk, Map<String, Object> usage) throws IOException {
    if (request.includeUsage()) {
      chunk.put("usage", usage);
    }
    stream.send(chunk);
  }

  @Override
  public void piece(int choice, TextPiece piece) throws IOException {
    if (piece.text().isEmpty() && piece.logprobs().isEmpty()) {
      return;
    }
    Object thoughts =
        piece.logprobs().isEmpty() ? null : logprobs.completion(piece.logprobs(), offsets[choice]);
    offsets[choice] += piece.text().length();
    send(CompletionJson.choice(choice, piece.text(), thoughts, null));
  }

  @Override
  public void ended(int choice, Generation generation, Finish finish) throws IOException {
    complete[choice] = generation;
    Map<String, Object> chunk =
        json.chunk(List.of(CompletionJson.choice(choice, "", null, finish)));
    chunk.put("timings", UsageJson.timings(generation));
    send(chunk, null);
  }

  @Override
  public void ping() throws IOException {
    stream.ping();
  }

  @Override
  public void finished() throws IOException {
    if (request.includeUsage()) {
      send(json.chunk(List.of()), json.usage(List.of(complete)));
    }
    stream.sendDone();
  }

  @Override
  public void failed(RequestFault fault) throws IOException {
    stream.send(new OpenAiErrors().body(fault));
  }
}
