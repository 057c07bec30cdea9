package org.llamajvm.server.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.stream.Stream;
import org.llamajvm.format.Sha256;
import org.llamajvm.server.http.Endpoint;
import org.llamajvm.server.http.Exchange;

/**
 * A file of the page. A browser asks each time whether it has changed, and fetches it only then.
 * Safe for use by many threads.
 */
final class PageFile implements Endpoint {

  /** Only what this server sends is run or asked; text becomes no HTML; the icon is in the page. */
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:;"
          + " base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
          + " require-trusted-types-for 'script'; trusted-types 'none'";

  private static final int TAG_LENGTH = 32;

  private final String type;
  private final byte[] bytes;
  private final String tag;

  private PageFile(String type, byte[] bytes) {
    this.type = type;
    this.bytes = bytes;
    tag = '"' + Sha256.of(bytes).substring(0, TAG_LENGTH) + '"';
  }

  /**
   * Reads a file that comes with the program.
   *
   * @param name in this package
   * @param type of MIME
   */
  static PageFile read(String name, String type) {
    try (InputStream in = PageFile.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the program has lost its file " + name);
      }
      return new PageFile(type, in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void answer(Exchange exchange) throws IOException {
    exchange.set("ETag", tag);
    exchange.set("Cache-Control", "no-cache");
    exchange.set("Content-Security-Policy", POLICY);
    exchange.set("X-Content-Type-Options", "nosniff");
    exchange.set("Referrer-Policy", "no-referrer");
    exchange.set("Cross-Origin-Opener-Policy", "same-origin");
    exchange.set("Cross-Origin-Resource-Policy", "same-origin");
    if (exchange.header("If-None-Match").filter(this::isNamed).isPresent()) {
      exchange.reply(304);
    } else {
      exchange.reply(200, type, bytes);
    }
  }

  private boolean isNamed(String tags) {
    return Stream.of(tags.split(","))
        .map(String::strip)
        .map(named -> named.startsWith("W/") ? named.substring(2) : named)
        .anyMatch(named -> named.equals(tag) || named.equals("*"));
  }
}
