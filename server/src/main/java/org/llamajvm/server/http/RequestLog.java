package org.llamajvm.server.http;

/** Hears of requests. Safe for use by many threads. */
public interface RequestLog {

  /** A request is over. */
  void ended(Exchange exchange);

  /**
   * A request failed by a fault of the server.
   *
   * @param fault for the people who run the server, not for the client
   */
  void failed(Exchange exchange, Throwable fault);
}
