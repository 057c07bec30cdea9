package org.llamajvm.server.security;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.llamajvm.server.http.Exchange;
import org.llamajvm.server.http.Gate;
import org.llamajvm.server.http.RequestFault;

/**
 * Refuses requests that name another host. A page of another site can give its own name the address
 * of this machine; what its script asks for then names that site.
 */
public final class HostRule implements Gate {

  private static final Pattern PORT = Pattern.compile(":[0-9]{1,5}$");
  private static final Pattern IPV4 = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
  private static final Pattern IPV6 = Pattern.compile("\\[[0-9a-f:.]+]");

  private final Set<String> names;

  /**
   * Allows addresses in figures, {@code localhost} and the names below it.
   *
   * @param names further names that are allowed
   */
  public HostRule(Set<String> names) {
    this.names =
        names.stream().map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
  }

  @Override
  public void admit(Exchange exchange) {
    String host = name(exchange.header("Host").orElse(""));
    if (!allows(host)) {
      throw RequestFault.of(
          403, "host_not_allowed", "The host of this request is not one of this server's names");
    }
  }

  /** The name in a header, without its port. */
  static String name(String host) {
    return PORT.matcher(host.strip().toLowerCase(Locale.ROOT)).replaceFirst("");
  }

  boolean allows(String name) {
    return name.equals("localhost")
        || name.endsWith(".localhost")
        || IPV4.matcher(name).matches()
        || IPV6.matcher(name).matches()
        || names.contains(name);
  }
}
