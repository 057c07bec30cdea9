package org.llamajvm.server.security;

import java.util.Optional;
import java.util.Set;
import org.llamajvm.server.http.Exchange;
import org.llamajvm.server.http.Gate;
import org.llamajvm.server.http.RequestFault;

/** Refuses what scripts of other sites ask for, unless those sites are named. */
public final class OriginRule implements Gate {

  private static final String ANY = "*";

  private final Set<String> allowed;

  /**
   * A rule.
   *
   * @param allowed origins such as {@code https://example.org}, or {@code *} for all
   */
  public OriginRule(Set<String> allowed) {
    this.allowed = Set.copyOf(allowed);
  }

  @Override
  public void admit(Exchange exchange) {
    Optional<String> origin = exchange.header("Origin");
    if (origin.isEmpty()) {
      return;
    }
    exchange.set("Vary", "Origin");
    if (allowed.contains(ANY) || allowed.contains(origin.get())) {
      exchange.set("Access-Control-Allow-Origin", origin.get());
      if (exchange.method().equals("OPTIONS")) {
        exchange.set("Access-Control-Allow-Methods", "GET, POST");
        exchange.set("Access-Control-Allow-Headers", "Authorization, Content-Type, X-Api-Key");
        exchange.set("Access-Control-Max-Age", "600");
      }
    } else if (!isOwn(origin.get(), exchange.header("Host").orElse(""))) {
      throw RequestFault.of(
          403, "origin_not_allowed", "Scripts of this origin may not use this server");
    }
  }

  private static boolean isOwn(String origin, String host) {
    return origin.equalsIgnoreCase("http://" + host.strip())
        || origin.equalsIgnoreCase("https://" + host.strip());
  }
}
