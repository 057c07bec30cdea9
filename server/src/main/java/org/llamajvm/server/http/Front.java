package org.llamajvm.server.http;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Takes every request through the gates to its endpoint, and turns what fails into a reply. */
final class Front extends Handler.Abstract {

  private final HttpOptions options;
  private final List<Gate> gates;
  private final Routes routes;
  private final RequestLog log;
  private final AtomicInteger active = new AtomicInteger();

  Front(HttpOptions options, List<Gate> gates, Routes routes, RequestLog log) {
    this.options = options;
    this.gates = gates;
    this.routes = routes;
    this.log = log;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    Exchange exchange = new Exchange(request, response, options);
    active.incrementAndGet();
    exchange.begin();
    try {
      answer(exchange);
      callback.succeeded();
    } catch (IOException gone) {
      exchange.gone();
      callback.failed(gone);
    } finally {
      active.decrementAndGet();
      log.ended(exchange);
    }
    return true;
  }

  /** Requests that are being answered. */
  int active() {
    return active.get();
  }

  private void answer(Exchange exchange) throws IOException {
    try {
      gates.forEach(gate -> gate.admit(exchange));
      if (exchange.method().equals("OPTIONS") && routes.knows(exchange.path())) {
        exchange.set("Allow", routes.allowed(exchange.path()));
        exchange.reply(204);
        return;
      }
      routes.find(exchange).answer(exchange);
    } catch (RequestFault fault) {
      refuse(exchange, fault);
    } catch (BadJsonException fault) {
      refuse(exchange, fault.fault());
    } catch (RuntimeException | Error fault) {
      log.failed(exchange, fault);
      refuse(exchange, RequestFault.of(500, "internal_error", "The server failed"));
    }
  }

  private void refuse(Exchange exchange, RequestFault fault) throws IOException {
    exchange.note("error", fault.code());
    if (exchange.isReplying()) {
      throw new IOException("the reply has begun, and cannot become an error");
    }
    fault.retryAfter().ifPresent(seconds -> exchange.set("Retry-After", String.valueOf(seconds)));
    exchange.reply(fault.status(), routes.format(exchange.path()).body(fault));
  }
}
