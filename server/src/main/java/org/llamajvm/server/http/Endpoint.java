package org.llamajvm.server.http;

import java.io.IOException;

/** Answers the requests for one path. Safe for use by many threads. */
@FunctionalInterface
public interface Endpoint {

  /**
   * Answers a request.
   *
   * @throws RequestFault if it is refused; nothing was replied then
   * @throws org.llamajvm.format.ModelException if its body is not what it must be
   * @throws IOException if the client has gone
   */
  void answer(Exchange exchange) throws IOException;
}
