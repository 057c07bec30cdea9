package org.llamajvm.server.http;

/** Looks at a request before it is answered. Safe for use by many threads. */
@FunctionalInterface
public interface Gate {

  /**
   * Lets a request pass; may set headers of the reply.
   *
   * @throws RequestFault if it is refused
   */
  void admit(Exchange exchange);
}
