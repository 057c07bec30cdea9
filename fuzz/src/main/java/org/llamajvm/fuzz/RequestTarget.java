package org.llamajvm.fuzz;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Arrays;
import java.util.List;
import org.llamajvm.server.LlamaServer;

/**
 * Bodies of requests, sent to a server with the bundled model. The first byte chooses the path, the
 * others are edits of a body of that path.
 */
public final class RequestTarget {

  private static final List<String> PATHS =
      List.of(
          "/v1/chat/completions",
          "/v1/completions",
          "/v1/responses",
          "/v1/messages",
          "/v1/messages/count_tokens",
          "/api/chat",
          "/api/generate",
          "/tokenize",
          "/detokenize",
          "/apply-template");

  private static final List<String> NAMES =
      List.of(
          "max_tokens",
          "n",
          "stop",
          "seed",
          "temperature",
          "top_p",
          "top_k",
          "min_p",
          "logprobs",
          "top_logprobs",
          "logit_bias",
          "stream",
          "stream_options",
          "response_format",
          "tools",
          "tool_choice",
          "echo",
          "suffix",
          "best_of",
          "presence_penalty",
          "repeat_penalty",
          "chat_template_kwargs",
          "reasoning_effort",
          "thinking",
          "format",
          "options",
          "system",
          "raw",
          "template",
          "grammar",
          "json_schema",
          "text",
          "instructions",
          "name",
          "content",
          "tool_calls",
          "tool_call_id",
          "functions",
          "ignore_eos",
          "add_special",
          "with_pieces");

  private static final List<JsonEdits> EDITS =
      PATHS.stream().map(path -> new JsonEdits(List.of(body(path)), NAMES)).toList();

  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final LlamaServer SERVER = start();
  private static final int SERVER_FAULT = 500;
  private static final int OVERLOAD = 503;

  private RequestTarget() {}

  private static String body(String path) {
    String messages =
        "[{\"role\": \"system\", \"content\": \"Be brief.\"}, {\"role\": \"user\", \"content\": \"Hello\"}]";
    return switch (path) {
      case "/v1/completions", "/api/generate" ->
          "{\"model\": \"m\", \"prompt\": \"Once\", \"max_tokens\": 1, \"options\": {\"num_predict\": 1}}";
      case "/v1/responses" ->
          "{\"model\": \"m\", \"input\": [{\"role\": \"user\", \"content\": [{\"type\": \"input_text\", \"text\": \"Hi\"}]}], \"max_output_tokens\": 1}";
      case "/v1/messages", "/v1/messages/count_tokens" ->
          "{\"model\": \"m\", \"max_tokens\": 1, \"system\": \"Be brief.\", \"messages\": [{\"role\": \"user\", \"content\": [{\"type\": \"text\", \"text\": \"Hi\"}]}]}";
      case "/tokenize" -> "{\"content\": \"Hello\", \"add_special\": true}";
      case "/detokenize" -> "{\"tokens\": [1, 2, 3]}";
      default ->
          "{\"model\": \"m\", \"messages\": %s, \"max_tokens\": 1, \"stop\": [\"x\"], \"options\": {\"num_predict\": 1}}"
              .formatted(messages);
    };
  }

  private static LlamaServer start() {
    try {
      return LlamaServer.builder(Wren.open()).start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Called by the fuzzer before its clock runs: the first request of each kind takes long. */
  public static void fuzzerInitialize() throws IOException {
    for (int path = 0; path < PATHS.size(); path++) {
      read(new byte[] {(byte) path});
    }
  }

  /** Called by the fuzzer. */
  public static void fuzzerTestOneInput(byte[] input) {
    Contract.hold(() -> read(input));
  }

  private static void read(byte[] input) throws IOException {
    int path = input.length == 0 ? 0 : (input[0] & 0xFF) % PATHS.size();
    byte[] edits = Arrays.copyOfRange(input, Math.min(1, input.length), input.length);
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(SERVER.url() + PATHS.get(path)))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofByteArray(EDITS.get(path).apply(edits)))
            .build();
    HttpResponse<String> reply = send(request);
    boolean faulty = reply.statusCode() >= SERVER_FAULT && reply.statusCode() != OVERLOAD;
    if (faulty || reply.body().contains("Exception") || reply.body().contains("\tat ")) {
      throw new IllegalStateException(reply.statusCode() + " " + reply.body());
    }
  }

  private static HttpResponse<String> send(HttpRequest request) throws IOException {
    try {
      return HTTP.send(request, BodyHandlers.ofString());
    } catch (InterruptedException _) {
      throw new InterruptedIOException("interrupted");
    }
  }
}
