package org.llamajvm.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Sends bytes that no client of HTTP would send. */
final class RawClient implements AutoCloseable {

  private final Socket socket;

  RawClient(LlamaServer server) throws IOException {
    this(server, 1 << 16);
  }

  /**
   * A client.
   *
   * @param window bytes that wait to be read before the server has to wait
   */
  RawClient(LlamaServer server, int window) throws IOException {
    socket = new Socket();
    socket.setReceiveBufferSize(window);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
    socket.setSoTimeout(30_000);
    socket.setTcpNoDelay(true);
  }

  RawClient send(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    socket.getOutputStream().flush();
    return this;
  }

  /** A request with this body; the reply is not read. */
  RawClient post(String path, String body) throws IOException {
    int length = body.getBytes(StandardCharsets.UTF_8).length;
    return send(
        "POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
            .formatted(path, length, body));
  }

  /** The first line of the reply; empty if the connection ends without one. */
  String status() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = socket.getInputStream().read();
        c >= 0 && c != '\n';
        c = socket.getInputStream().read()) {
      line.append((char) c);
    }
    return line.toString().strip();
  }

  /** Everything that still comes until the connection ends. */
  String rest() throws IOException {
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  /** Waits until the connection has sent a text. */
  void awaitText(String text) throws IOException {
    StringBuilder all = new StringBuilder();
    while (all.indexOf(text) < 0) {
      int c = socket.getInputStream().read();
      if (c < 0) {
        throw new IOException("ends without " + text + ": " + all);
      }
      all.append((char) c);
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  /** Ends the connection the hard way, as a client that crashes. */
  void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }
}
