package org.llamajvm.server.http;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which endpoint answers which path. Paths are compared as they are sent: a path in another
 * spelling is another path.
 */
public final class Routes {

  private final Map<String, Map<String, Endpoint>> endpoints = new TreeMap<>();
  private final Map<String, ErrorFormat> formats = new LinkedHashMap<>();
  private final ErrorFormat otherwise;

  /**
   * No routes yet.
   *
   * @param otherwise how errors are told where no other format is named
   */
  public Routes(ErrorFormat otherwise) {
    this.otherwise = otherwise;
  }

  /** Requests with GET are answered so. */
  public Routes get(String path, Endpoint endpoint) {
    return add("GET", path, endpoint);
  }

  /** Requests with POST are answered so. */
  public Routes post(String path, Endpoint endpoint) {
    return add("POST", path, endpoint);
  }

  private Routes add(String method, String path, Endpoint endpoint) {
    Endpoint before =
        endpoints.computeIfAbsent(path, _ -> new TreeMap<>()).putIfAbsent(method, endpoint);
    if (before != null) {
      throw new IllegalStateException("two endpoints for " + method + " " + path);
    }
    return this;
  }

  /** Errors of paths with this beginning are told so. */
  public Routes errors(String prefix, ErrorFormat format) {
    formats.put(prefix, format);
    return this;
  }

  /**
   * Whose request it is.
   *
   * @throws RequestFault if there is no such path, or it has another method
   */
  Endpoint find(Exchange exchange) {
    Map<String, Endpoint> methods = endpoints.get(exchange.path());
    if (methods == null) {
      throw RequestFault.of(404, "not_found", "There is nothing at this path");
    }
    Endpoint endpoint = methods.get(exchange.method());
    if (endpoint == null && exchange.method().equals("HEAD")) {
      endpoint = methods.get("GET");
    }
    if (endpoint == null) {
      exchange.set("Allow", allowed(exchange.path()));
      throw RequestFault.of(405, "method_not_allowed", "This path has another method");
    }
    return endpoint;
  }

  /** The methods of a path, separated by commas. */
  String allowed(String path) {
    Set<String> methods = new TreeSet<>(endpoints.get(path).keySet());
    methods.add("OPTIONS");
    if (methods.contains("GET")) {
      methods.add("HEAD");
    }
    return String.join(", ", methods);
  }

  /** Whether there is an endpoint for the path. */
  boolean knows(String path) {
    return endpoints.containsKey(path);
  }

  ErrorFormat format(String path) {
    return formats.entrySet().stream()
        .filter(entry -> path.startsWith(entry.getKey()))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(otherwise);
  }
}
