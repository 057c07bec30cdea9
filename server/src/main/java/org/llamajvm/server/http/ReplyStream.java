package org.llamajvm.server.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Response;

/**
 * The body of a reply that is sent piece by piece. A write waits until the client has taken it and
 * fails if it takes too long. Not safe for use by several threads.
 */
public final class ReplyStream implements AutoCloseable {

  private final Response response;
  private boolean ended;

  ReplyStream(Response response) throws IOException {
    this.response = response;
    write(ByteBuffer.allocate(0), false);
  }

  /**
   * Sends a piece at once.
   *
   * @throws IOException if the client has gone, or does not read
   */
  public void send(String piece) throws IOException {
    write(ByteBuffer.wrap(piece.getBytes(StandardCharsets.UTF_8)), false);
  }

  /** The body is complete. A body that is not ended ends without its last chunk. */
  public void end() throws IOException {
    write(ByteBuffer.allocate(0), true);
  }

  private void write(ByteBuffer bytes, boolean last) throws IOException {
    Content.Sink.write(response, last, bytes);
    ended = last;
  }

  @Override
  public void close() throws IOException {
    if (!ended) {
      end();
    }
  }
}
