package org.llamajvm.benchmarks.load;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.function.Predicate;

/** A connection of HTTP/1.1 that may also send what no client would. For one thread. */
final class Connection implements AutoCloseable {

  private final Socket socket = new Socket();
  private final InputStream in;

  /**
   * Connects.
   *
   * @param window bytes that wait to be read before the server has to wait
   */
  Connection(URI server, int window) throws IOException {
    socket.setReceiveBufferSize(window);
    socket.connect(new InetSocketAddress(server.getHost(), server.getPort()), 30_000);
    socket.setSoTimeout(300_000);
    socket.setTcpNoDelay(true);
    in = new BufferedInputStream(socket.getInputStream(), 1 << 12);
  }

  Connection(URI server) throws IOException {
    this(server, 1 << 16);
  }

  Connection send(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  Connection get(String path) throws IOException {
    return send("GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n".formatted(path));
  }

  Connection post(String path, String body) throws IOException {
    return send(head(path, body.getBytes(StandardCharsets.UTF_8).length) + body);
  }

  static String head(String path, long length) {
    return "POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
        .formatted(path, length);
  }

  /** The status of a reply; the connection stands behind its head then. */
  int status() throws IOException {
    String first = line();
    while (!line().isEmpty()) {}
    return Integer.parseInt(first.split(" ", -1)[1]);
  }

  /** Reads a reply with a known length to its end and returns its status. */
  int wholeReply() throws IOException {
    String first = line();
    int length = 0;
    for (String header = line(); !header.isEmpty(); header = line()) {
      if (header.toLowerCase(java.util.Locale.ROOT).startsWith("content-length:")) {
        length = Integer.parseInt(header.substring(header.indexOf(':') + 1).strip());
      }
    }
    in.skipNBytes(length);
    return Integer.parseInt(first.split(" ", -1)[1]);
  }

  /**
   * Reads a chunked body.
   *
   * @param wanted gets every line of it that is data; false ends reading
   * @return whether the body has been read to its end
   */
  boolean events(Predicate<String> wanted) throws IOException {
    for (String line = line(); !line.equals("0"); line = line()) {
      if (line.startsWith("data: ") && !wanted.test(line.substring("data: ".length()))) {
        return false;
      }
    }
    line();
    return true;
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("The connection has ended");
      }
      line.append((char) c);
    }
    return line.toString().strip();
  }

  /** Waits until the server ends the connection. */
  void awaitEnd() throws IOException {
    while (in.read() >= 0) {}
  }

  /** Ends the connection the hard way, as a client that crashes. */
  void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
