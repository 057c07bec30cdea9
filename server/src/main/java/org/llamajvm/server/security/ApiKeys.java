package org.llamajvm.server.security;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.llamajvm.format.PlainFile;
import org.llamajvm.format.Sha256;
import org.llamajvm.server.http.Exchange;
import org.llamajvm.server.http.Gate;
import org.llamajvm.server.http.RequestFault;

/**
 * Asks every request for a key, and names the client after it. A key is compared by its hash and
 * with all keys, so that the time does not tell how much of it is right. No message has a key.
 */
public final class ApiKeys implements Gate {

  private static final long LARGEST_FILE = 1 << 20;
  private static final String BEARER = "bearer ";

  private final List<byte[]> hashes;
  private final Set<String> free;

  private ApiKeys(List<byte[]> hashes, Set<String> free) {
    this.hashes = hashes;
    this.free = free;
  }

  /**
   * Asks for one of these keys.
   *
   * @param keys at least one, none of them empty
   * @param free paths that need no key
   * @throws IllegalArgumentException if there is none, or one is empty
   */
  public static ApiKeys of(List<String> keys, Set<String> free) {
    if (keys.isEmpty() || keys.stream().anyMatch(String::isBlank)) {
      throw new IllegalArgumentException("A key must not be empty");
    }
    return new ApiKeys(keys.stream().map(ApiKeys::hash).toList(), Set.copyOf(free));
  }

  /**
   * The keys in a file: one a line; empty lines and those that begin with {@code #} are none.
   *
   * @throws IOException if the file cannot be read, or has no key
   */
  public static List<String> read(Path file) throws IOException {
    String text = new String(PlainFile.read(file, LARGEST_FILE), StandardCharsets.UTF_8);
    List<String> keys = new ArrayList<>();
    for (String line : text.lines().map(String::strip).toList()) {
      if (!line.isEmpty() && !line.startsWith("#")) {
        keys.add(line);
      }
    }
    if (keys.isEmpty()) {
      throw new IOException("There is no key in " + file + "; expected one a line");
    }
    return keys;
  }

  private static byte[] hash(String key) {
    MessageDigest digest = Sha256.digest();
    return digest.digest(key.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void admit(Exchange exchange) {
    if (exchange.method().equals("OPTIONS")) {
      return; // a browser asks without the key whether it may ask with it
    }
    int found = given(exchange).map(this::find).orElse(-1);
    if (found >= 0) {
      exchange.identify("key-" + (found + 1));
    } else if (!free.contains(exchange.path())) {
      exchange.set("WWW-Authenticate", "Bearer");
      throw RequestFault.of(
          401,
          "invalid_api_key",
          "Give a key of this server, as 'Authorization: Bearer KEY' or 'x-api-key: KEY'");
    }
  }

  private static Optional<String> given(Exchange exchange) {
    Optional<String> authorization = exchange.header("Authorization");
    if (authorization.isPresent()
        && authorization.get().toLowerCase(Locale.ROOT).startsWith(BEARER)) {
      return Optional.of(authorization.get().substring(BEARER.length()).strip());
    }
    return exchange.header("x-api-key");
  }

  private int find(String key) {
    byte[] hash = hash(key);
    int found = -1;
    for (int i = 0; i < hashes.size(); i++) {
      if (MessageDigest.isEqual(hash, hashes.get(i))) {
        found = i;
      }
    }
    return found;
  }
}
