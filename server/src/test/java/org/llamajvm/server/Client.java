package org.llamajvm.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.llamajvm.format.ConfigDialect;
import org.llamajvm.format.JsonObject;

/** Asks a server with the JDK's client, as it is without any setting. */
final class Client {

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final String url;

  Client(LlamaServer server) {
    url = server.url();
  }

  /** A reply as text. */
  record Reply(int status, String body, HttpResponse<String> response) {

    JsonObject json() {
      return Client.json(body);
    }

    String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(url + path));
  }

  Reply get(String path) throws Exception {
    return send(request(path).GET());
  }

  Reply post(String path, String body) throws Exception {
    return send(posting(path, body));
  }

  HttpRequest.Builder posting(String path, String body) {
    return request(path)
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(body));
  }

  Reply send(HttpRequest.Builder request) throws Exception {
    HttpResponse<String> response = HTTP.send(request.build(), BodyHandlers.ofString());
    return new Reply(response.statusCode(), response.body(), response);
  }

  /** The lines of a stream while they come; to be closed. */
  Stream<String> lines(String path, String body) throws Exception {
    return HTTP.send(posting(path, body).build(), BodyHandlers.ofLines()).body();
  }

  /** The data of all events but the last, which is [DONE]. */
  List<JsonObject> chunks(String path, String body) throws Exception {
    Reply reply = post(path, body);
    List<String> data = reply.body().lines().filter(line -> line.startsWith("data: ")).toList();
    if (!data.getLast().equals("data: [DONE]")) {
      throw new IOException("no [DONE]: " + reply.body());
    }
    return data.subList(0, data.size() - 1).stream()
        .map(line -> json(line.substring("data: ".length())))
        .toList();
  }

  static JsonObject json(String text) {
    try {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      return JsonObject.parse(Path.of("reply"), bytes, ConfigDialect.CONFIG);
    } catch (IOException e) {
      throw new UncheckedIOException(text, e);
    }
  }

  /** A value inside a reply by its path, such as {@code choices.0.text}. */
  static Object at(JsonObject root, String path) {
    Object value = root.toMap();
    for (String step : path.split("\\.", -1)) {
      value =
          value instanceof List<?> list
              ? list.get(Integer.parseInt(step))
              : ((Map<?, ?>) value).get(step);
    }
    return value;
  }
}
