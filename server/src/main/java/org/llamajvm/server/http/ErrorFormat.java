package org.llamajvm.server.http;

/** How a protocol tells errors. */
@FunctionalInterface
public interface ErrorFormat {

  /** The body, a value of JSON. */
  Object body(RequestFault fault);
}
