package org.llamajvm.server.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.llamajvm.format.JsonObject;
import org.llamajvm.format.JsonText;
import org.llamajvm.format.ModelException;

/** One request and the reply to it. Used by the thread that handles the request. */
public final class Exchange {

  private static final long SLOWEST_BODY_NANOS = Duration.ofSeconds(60).toNanos();
  private static final int CHUNK = 1 << 16;
  private static final int CLIENT_GONE = 499; // what other servers write into their logs

  private final Request request;
  private final Response response;
  private final HttpOptions options;
  private final long start = System.nanoTime();
  private final Map<String, Object> notes = new LinkedHashMap<>();
  private String client = "";
  private boolean gone;

  Exchange(Request request, Response response, HttpOptions options) {
    this.request = request;
    this.response = response;
    this.options = options;
  }

  /** The method, in capital letters. */
  public String method() {
    return request.getMethod();
  }

  /** The path as it was sent, without the query; nothing in it is decoded. */
  public String path() {
    String path = request.getHttpURI().getPath();
    return path == null ? "" : path;
  }

  /** The value of a parameter of the query, if there is one. */
  public Optional<String> query(String name) {
    try {
      return Optional.ofNullable(Request.extractQueryParameters(request).getValue(name));
    } catch (IllegalArgumentException | HttpException.RuntimeException e) {
      throw RequestFault.of(400, "invalid_query", "The query is not encoded as it must be");
    }
  }

  /** The value of a header that is there at most once. */
  public Optional<String> header(String name) {
    List<String> values = request.getHeaders().getValuesList(name);
    if (values.size() > 1) {
      throw RequestFault.of(400, "invalid_header", "The header " + name + " is there twice");
    }
    return values.stream().findFirst();
  }

  /** The address of the peer. */
  public String peer() {
    return Request.getRemoteAddr(request);
  }

  /** The name of the client, which its key gives; empty if keys are not asked for. */
  public String client() {
    return client;
  }

  /** Says whose request this is. */
  public void identify(String name) {
    client = name;
  }

  /** Something for the line of the log. */
  public void note(String name, Object value) {
    notes.put(name, value);
  }

  /** What was noted. */
  public Map<String, Object> notes() {
    return notes;
  }

  /** The client has gone before the end of the reply. */
  void gone() {
    gone = true;
  }

  /** The status of the reply, 200 until another one is chosen; 499 if the client has gone. */
  public int status() {
    if (gone) {
      return CLIENT_GONE;
    }
    return response.getStatus() == 0 ? 200 : response.getStatus();
  }

  /** Time since the head of the request was read. */
  public Duration age() {
    return Duration.ofNanos(System.nanoTime() - start);
  }

  /** Whether the reply has begun, so that its status cannot be changed any more. */
  public boolean isReplying() {
    return response.isCommitted();
  }

  /**
   * The object in the body, all of which is read.
   *
   * @throws ModelException if it is no JSON object
   * @throws RequestFault if it is of another type, packed, too large or too slow
   * @throws IOException if the client does not send it
   */
  public JsonObject json() throws IOException {
    String type = header("Content-Type").orElse("");
    String essence = type.split(";", 2)[0].strip();
    if (!essence.equalsIgnoreCase("application/json")) {
      throw RequestFault.of(
          415, "unsupported_media_type", "The body must be of the type application/json");
    }
    if (header("Content-Encoding").filter(e -> !e.equalsIgnoreCase("identity")).isPresent()) {
      throw RequestFault.of(
          415, "unsupported_encoding", "The body must not be compressed (Content-Encoding)");
    }
    return JsonBody.parse(body());
  }

  private byte[] body() throws IOException {
    int most = options.mostBodyBytes();
    if (request.getLength() > most) {
      throw tooLarge(most);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    byte[] chunk = new byte[CHUNK];
    try (InputStream in = Content.Source.asInputStream(request)) {
      for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
        bytes.write(chunk, 0, read);
        if (bytes.size() > most) {
          throw tooLarge(most);
        }
        if (System.nanoTime() - start > SLOWEST_BODY_NANOS) {
          throw RequestFault.of(408, "request_timeout", "The body took too long to arrive");
        }
      }
    }
    return bytes.toByteArray();
  }

  private static RequestFault tooLarge(int most) {
    return RequestFault.of(
        413, "request_too_large", "The body must have %d bytes or less".formatted(most));
  }

  /**
   * Begins to watch for the end of the client, which may happen at any time from now on. The body
   * must have been read.
   *
   * @param action runs at most once, on another thread, and must not block
   */
  public void onGone(Runnable action) {
    if (endPoint() instanceof WatchedEndPoint endPoint) {
      endPoint.watch(action);
    }
  }

  void begin() {
    if (endPoint() instanceof WatchedEndPoint endPoint) {
      endPoint.answering();
      Request.addCompletionListener(request, _ -> endPoint.answered());
    }
    request.addIdleTimeoutListener(_ -> false); // who waits for an answer sends nothing
  }

  private Object endPoint() {
    Connection connection = request.getConnectionMetaData().getConnection();
    return connection.getEndPoint();
  }

  /** Sets a header of the reply. */
  public void set(String name, String value) {
    response.getHeaders().put(name, value);
  }

  /**
   * Replies with JSON.
   *
   * @param value of JSON, see {@link JsonText}
   * @throws IOException if the client has gone
   */
  public void reply(int status, Object value) throws IOException {
    byte[] bytes = JsonText.compact(value).getBytes(StandardCharsets.UTF_8);
    reply(status, "application/json", bytes);
  }

  /**
   * Replies with bytes.
   *
   * @throws IOException if the client has gone
   */
  public void reply(int status, String type, byte[] body) throws IOException {
    response.setStatus(status);
    set("Content-Type", type);
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
    Content.Sink.write(response, true, ByteBuffer.wrap(body));
  }

  /** Replies with a status and no body. */
  public void reply(int status) throws IOException {
    response.setStatus(status);
    Content.Sink.write(response, true, ByteBuffer.allocate(0));
  }

  /**
   * Begins a reply with status 200 whose end is not known yet, and sends its head at once. To be
   * closed by the caller.
   *
   * @throws IOException if the client has gone
   */
  public ReplyStream stream(String type) throws IOException {
    response.setStatus(200);
    set("Content-Type", type);
    set("Cache-Control", "no-cache");
    set("X-Accel-Buffering", "no");
    return new ReplyStream(response);
  }

  /** The client is to use another connection next time. */
  public void closeConnection() {
    response.getHeaders().put(HttpHeader.CONNECTION, "close");
  }
}
