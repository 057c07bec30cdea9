package org.llamajvm.server.http;

import java.io.IOException;
import org.llamajvm.format.JsonText;

/** Server-sent events with JSON as their data. Not safe for use by several threads. */
public final class EventStream implements AutoCloseable {

  private final ReplyStream stream;

  private EventStream(ReplyStream stream) {
    this.stream = stream;
  }

  /**
   * Begins a reply, whose head is sent at once.
   *
   * @throws IOException if the client has gone
   */
  public static EventStream begin(Exchange exchange) throws IOException {
    return new EventStream(exchange.stream("text/event-stream"));
  }

  /**
   * Sends an event without a name.
   *
   * @param data a value of JSON
   * @throws IOException if the client has gone, or does not read
   */
  public void send(Object data) throws IOException {
    stream.send("data: " + JsonText.compact(data) + "\n\n");
  }

  /**
   * Sends an event with a name.
   *
   * @param data a value of JSON
   * @throws IOException if the client has gone, or does not read
   */
  public void send(String name, Object data) throws IOException {
    stream.send("event: " + name + "\ndata: " + JsonText.compact(data) + "\n\n");
  }

  /** Sends what ends the streams of OpenAI. */
  public void sendDone() throws IOException {
    stream.send("data: [DONE]\n\n");
  }

  /** Sends a comment, which clients skip, so that nobody on the way takes the stream for dead. */
  public void ping() throws IOException {
    stream.send(": ping\n\n");
  }

  @Override
  public void close() throws IOException {
    stream.close();
  }
}
