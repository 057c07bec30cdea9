package org.llamajvm.server.http;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** Listens, and runs each request on a virtual thread of its own. */
public final class HttpServer implements AutoCloseable {

  private static final int PLATFORM_THREADS = 8; // accept, select, and run what never blocks
  private static final int HEAD_BYTES = 16 * 1024;
  private static final Duration SWEEP = Duration.ofSeconds(1);
  private static final Duration IDLE_POLL = Duration.ofMillis(10);

  private final Server server;
  private final ServerConnector connector;
  private final WatchedConnections connections;
  private final Front front;

  private HttpServer(
      Server server, ServerConnector connector, WatchedConnections connections, Front front) {
    this.front = front;
    this.server = server;
    this.connector = connector;
    this.connections = connections;
  }

  /**
   * Starts to listen.
   *
   * @param gates that every request passes, in this order
   * @throws IOException if the address cannot be had
   */
  public static HttpServer start(
      HttpOptions options, List<Gate> gates, Routes routes, RequestLog log) throws IOException {
    QueuedThreadPool threads = new QueuedThreadPool(PLATFORM_THREADS, 2);
    threads.setName("llama-http");
    threads.setDaemon(true);
    threads.setVirtualThreadsExecutor(Executors.newVirtualThreadPerTaskExecutor());
    Server server = new Server(threads);
    WatchedConnections connections = new WatchedConnections(configuration());
    ServerConnector connector = new ServerConnector(server, 1, 1, factories(options, connections));
    connector.setHost(options.host());
    connector.setPort(options.port());
    connector.setIdleTimeout(options.idleTime().toMillis());
    connector.setAcceptQueueSize(1024);
    server.addConnector(connector);
    server.addBean(new NetworkConnectionLimit(options.mostConnections(), connector));
    Front front = new Front(options, gates, routes, log);
    server.setHandler(front);
    server.setErrorHandler(new PlainErrors(routes));
    HttpServer started = new HttpServer(server, connector, connections, front);
    started.start(options);
    return started;
  }

  private static HttpConfiguration configuration() {
    HttpConfiguration configuration = new HttpConfiguration();
    configuration.setSendServerVersion(false);
    configuration.setSendDateHeader(true);
    configuration.setRequestHeaderSize(HEAD_BYTES);
    configuration.setUriCompliance(UriCompliance.RFC3986);
    return configuration;
  }

  private static ConnectionFactory[] factories(HttpOptions options, WatchedConnections http) {
    if (options.tls().isEmpty()) {
      return new ConnectionFactory[] {http};
    }
    SslContextFactory.Server tls = new SslContextFactory.Server();
    tls.setSslContext(options.tls().get());
    return new ConnectionFactory[] {new SslConnectionFactory(tls, http.getProtocol()), http};
  }

  @SuppressWarnings("IllegalCatch") // start() declares Exception
  private void start(HttpOptions options) throws IOException {
    try {
      server.start();
    } catch (IOException e) {
      close();
      throw new IOException(
          "Cannot listen at %s port %d: %s".formatted(options.host(), options.port(), reason(e)),
          e);
    } catch (Exception e) {
      close();
      throw new IllegalStateException(e);
    }
    sweep(options);
  }

  private static String reason(IOException e) {
    return e.getCause() == null ? e.getMessage() : e.getCause().getMessage();
  }

  private void sweep(HttpOptions options) {
    connections.closeSlowerThan(options.headTime());
    if (server.isRunning()) {
      var _ =
          connector
              .getScheduler()
              .schedule(() -> sweep(options), SWEEP.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  /** The port that is listened at. */
  public int port() {
    return connector.getLocalPort();
  }

  /** The connections that are open. */
  public int connections() {
    return connections.count();
  }

  /**
   * Waits until no request is being answered.
   *
   * @return whether that was so in time
   * @throws InterruptedException if the thread is interrupted
   */
  public boolean awaitIdle(Duration timeout) throws InterruptedException {
    long end = System.nanoTime() + timeout.toNanos();
    while (front.active() > 0 && System.nanoTime() < end) {
      Thread.sleep(IDLE_POLL);
    }
    return front.active() == 0;
  }

  /** Whether only programs of this machine reach an address. */
  public static boolean isLoopback(String host) throws IOException {
    for (InetAddress address : InetAddress.getAllByName(host)) {
      if (!address.isLoopbackAddress()) {
        return false;
      }
    }
    return true;
  }

  /** Ends what is under way and stops listening. */
  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
