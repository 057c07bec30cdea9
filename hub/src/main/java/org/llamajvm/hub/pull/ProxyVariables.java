package org.llamajvm.hub.pull;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.llamajvm.hub.Surroundings;

/**
 * The way to a hub that {@code HTTPS_PROXY}, {@code HTTP_PROXY} and {@code NO_PROXY} name, in upper
 * or lower case. Java itself does not know these variables.
 */
public final class ProxyVariables extends ProxySelector {

  private static final int USUAL_PORT = 80;

  private final Surroundings surroundings;

  private ProxyVariables(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  /** The way by these variables, if one is set. */
  public static Optional<ProxySelector> of(Surroundings surroundings) {
    ProxyVariables variables = new ProxyVariables(surroundings);
    return variables.proxy("https").or(() -> variables.proxy("http")).map(_ -> variables);
  }

  private Optional<Proxy> proxy(String scheme) {
    return variable(scheme + "_proxy")
        .or(() -> variable("all_proxy"))
        .flatMap(ProxyVariables::address)
        .map(address -> new Proxy(Proxy.Type.HTTP, address));
  }

  private Optional<String> variable(String name) {
    return surroundings
        .variable(name)
        .or(() -> surroundings.variable(name.toUpperCase(Locale.ROOT)));
  }

  private static Optional<InetSocketAddress> address(String text) {
    try {
      URI uri = URI.create(text.contains("://") ? text : "http://" + text);
      return uri.getHost() == null
          ? Optional.empty()
          : Optional.of(
              InetSocketAddress.createUnresolved(
                  uri.getHost(), uri.getPort() < 0 ? USUAL_PORT : uri.getPort()));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  @Override
  public List<Proxy> select(URI uri) {
    return isDirect(uri.getHost())
        ? List.of(Proxy.NO_PROXY)
        : List.of(proxy(uri.getScheme()).orElse(Proxy.NO_PROXY));
  }

  private boolean isDirect(String host) {
    String name = host.toLowerCase(Locale.ROOT);
    for (String entry : variable("no_proxy").orElse("").split(",", -1)) {
      String pattern = entry.strip().toLowerCase(Locale.ROOT).replaceFirst("^\\*?\\.", "");
      if (pattern.equals("*")
          || (!pattern.isEmpty() && (name.equals(pattern) || name.endsWith("." + pattern)))) {
        return true;
      }
    }
    return false;
  }

  /** The client tells it. */
  @Override
  public void connectFailed(URI uri, SocketAddress address, IOException e) {}
}
