package org.llamajvm.server;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.llamajvm.models.LanguageModel;
import org.llamajvm.models.Scheduler;
import org.llamajvm.models.SchedulerStatus;
import org.llamajvm.server.answer.ClientLimit;
import org.llamajvm.server.answer.Desk;
import org.llamajvm.server.answer.ServedModel;
import org.llamajvm.server.http.Exchange;
import org.llamajvm.server.http.Gate;
import org.llamajvm.server.http.HttpOptions;
import org.llamajvm.server.http.HttpServer;
import org.llamajvm.server.http.RequestFault;
import org.llamajvm.server.http.RequestLog;
import org.llamajvm.server.http.Routes;
import org.llamajvm.server.log.AccessLog;
import org.llamajvm.server.metrics.ServerMetrics;
import org.llamajvm.server.page.Page;
import org.llamajvm.server.request.UnknownFields;
import org.llamajvm.server.security.ApiKeys;
import org.llamajvm.server.security.HostRule;
import org.llamajvm.server.security.OriginRule;

/**
 * A server that answers for a model in the protocols of OpenAI and others.
 *
 * {@snippet :
 * try (LanguageModel model = LanguageModel.open(path, ModelOptions.defaults());
 *     LlamaServer server = LlamaServer.builder(model).start()) {
 *   System.out.println(server.url() + "/v1");
 * }
 * }
 *
 * <p>Borrows its model, which must be closed after the server. Safe to share between threads.
 */
public final class LlamaServer implements AutoCloseable {

  private static final Duration HEAD_TIME = Duration.ofSeconds(20);
  private static final Duration LAST_WORDS = Duration.ofSeconds(5);
  private static final Set<String> HEALTH_PATHS = Set.of("/health", "/v1/health");

  private final ServerOptions options;
  private final Scheduler scheduler;
  private final HttpServer http;
  private final AccessLog log;
  private volatile boolean draining;

  private LlamaServer(ServerOptions options) throws IOException {
    this.options = options;
    checkAddress(options);
    log = new AccessLog(options.log(), options.logJson());
    scheduler = options.model().newScheduler(options.scheduling());
    try {
      http = start();
    } catch (IOException | RuntimeException e) {
      scheduler.close();
      throw e;
    }
  }

  private static void checkAddress(ServerOptions options) throws IOException {
    boolean open = options.keys().isEmpty() && !options.insecure();
    if (open && !HttpServer.isLoopback(options.host())) {
      throw new IllegalArgumentException(
          "Anybody who reaches %s could use this server: give it keys, or say that this is wanted"
              .formatted(options.host()));
    }
  }

  private HttpServer start() throws IOException {
    ServedModel model =
        ServedModel.of(options.model(), scheduler, options.id(), options.template());
    AtomicReference<HttpServer> started = new AtomicReference<>();
    ServerMetrics metrics =
        new ServerMetrics(scheduler, () -> started.get() == null ? 0 : started.get().connections());
    UnknownFields unknown =
        new UnknownFields(name -> {
          metrics.unknownField();
          log.note("Requests have a member that this server does not know: " + name);
        });
    Desk desk = new Desk(model, new ClientLimit(options.mostPerClient()), metrics);
    Routes routes = Api.routes(desk, unknown, options.strictModel(), metrics, () -> draining);
    HttpOptions address =
        new HttpOptions(
            options.host(),
            options.port(),
            options.tls(),
            options.mostBodyBytes(),
            options.mostConnections(),
            options.idleTime().compareTo(HEAD_TIME) < 0 ? options.idleTime() : HEAD_TIME,
            options.idleTime());
    started.set(HttpServer.start(address, gates(), routes, both(metrics)));
    return started.get();
  }

  private List<Gate> gates() {
    List<Gate> gates = new ArrayList<>();
    gates.add(new HostRule(options.hostNames()));
    gates.add(new OriginRule(options.origins()));
    if (!options.keys().isEmpty()) {
      gates.add(ApiKeys.of(options.keys(), freePaths()));
    }
    gates.add(this::refuseWhenDraining);
    return gates;
  }

  private static Set<String> freePaths() {
    return Stream.of(HEALTH_PATHS, Page.PATHS).flatMap(Set::stream).collect(Collectors.toSet());
  }

  private void refuseWhenDraining(Exchange exchange) {
    if (draining) {
      exchange.closeConnection();
      throw RequestFault.shuttingDown();
    }
  }

  private RequestLog both(ServerMetrics metrics) {
    return new RequestLog() {
      @Override
      public void ended(Exchange exchange) {
        metrics.ended(exchange);
        log.ended(exchange);
      }

      @Override
      public void failed(Exchange exchange, Throwable fault) {
        metrics.failed(exchange, fault);
        log.failed(exchange, fault);
      }
    };
  }

  /** A builder of a server for this model. */
  public static LlamaServerBuilder builder(LanguageModel model) {
    return new LlamaServerBuilder(model);
  }

  static LlamaServer start(ServerOptions options) throws IOException {
    return new LlamaServer(options);
  }

  /** The port that is listened at. */
  public int port() {
    return http.port();
  }

  /** Where the server is, without a slash at the end; clients of OpenAI's protocol add /v1. */
  public String url() {
    String host = options.host();
    String name = host.contains(":") ? "[" + host + "]" : host;
    return (options.tls().isPresent() ? "https://" : "http://") + name + ":" + port();
  }

  /** The most tokens of a prompt and its answer together. */
  public int context() {
    return scheduler.context();
  }

  /** What is going on. */
  public SchedulerStatus status() {
    return scheduler.status();
  }

  /**
   * Refuses new requests and waits for those that were accepted. The server is to be closed
   * afterwards.
   *
   * @return whether all were answered in time
   * @throws InterruptedException if the thread is interrupted
   */
  public boolean drain(Duration timeout) throws InterruptedException {
    draining = true;
    return scheduler.drain(timeout) && http.awaitIdle(LAST_WORDS);
  }

  /** Tells everybody who waits that the server ends, and ends it. May be called again. */
  @Override
  public void close() {
    draining = true;
    scheduler.close();
    try {
      http.awaitIdle(LAST_WORDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    http.close();
  }
}
