package org.llamajvm.hub.pull;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.ProxySelector;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.net.ssl.SSLException;
import org.llamajvm.format.JsonObject;
import org.llamajvm.format.ModelException;
import org.llamajvm.hub.HubException;
import org.llamajvm.hub.HubException.Kind;
import org.llamajvm.hub.RepositoryName;

/**
 * Speaks with a hub. The token goes to the hub alone, never to a host that it sends us to. Safe to
 * share between threads; the owner closes it.
 */
final class HubClient implements AutoCloseable {

  private static final Duration CONNECT = Duration.ofSeconds(20);
  private static final int MOST_REDIRECTS = 8;
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
  private static final int OK = 200;
  private static final int PARTIAL = 206;

  private final HubOptions options;
  private final HttpClient http;

  HubClient(HubOptions options, Optional<ProxySelector> proxy) {
    this.options = options;
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NEVER)
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT);
    proxy.ifPresent(builder::proxy);
    http = builder.build();
  }

  /**
   * What is in a repository.
   *
   * @throws TransientException if another try may help
   * @throws IOException if it cannot be told
   */
  RepositoryListing list(RepositoryName name, String revision)
      throws IOException, InterruptedException {
    URI address =
        resolve("/api/models/%s/revision/%s?blobs=true".formatted(name, encode(revision)));
    try (InputStream body = get(address, 0, Subject.of(name, revision)).body()) {
      byte[] bytes = body.readNBytes(AnswerDialect.MOST_BYTES + 1);
      AnswerDialect dialect = new AnswerDialect(host());
      return RepositoryListing.of(JsonObject.parse(Path.of(name.name()), bytes, dialect));
    } catch (TransientException | HubException | ModelException e) {
      throw e;
    } catch (IOException e) {
      throw TransientException.broken(e);
    }
  }

  /**
   * Begins to read a file.
   *
   * @param offset bytes that are here already
   * @throws TransientException if another try may help
   * @throws IOException if the hub does not give it
   */
  HubAnswer open(RepositoryName name, String commit, RemoteFile file, long offset)
      throws IOException, InterruptedException {
    String path =
        Arrays.stream(file.path().split("/", -1))
            .map(HubClient::encode)
            .collect(Collectors.joining("/"));
    return get(
        resolve("/%s/resolve/%s/%s".formatted(name, commit, path)),
        offset,
        new Subject(name, commit, file.path()));
  }

  /** The host that messages name. */
  String host() {
    return options.endpoint().getAuthority();
  }

  private URI resolve(String path) {
    return URI.create(options.endpoint() + path);
  }

  private static String encode(String part) {
    return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private HubAnswer get(URI address, long offset, Subject subject)
      throws IOException, InterruptedException {
    URI next = address;
    for (int i = 0; i <= MOST_REDIRECTS; i++) {
      HubAnswer response = send(next, offset);
      int status = response.status();
      if (status == OK || (status == PARTIAL && offset > 0)) {
        refusePages(response);
        return response;
      }
      response.body().close();
      if (!REDIRECTS.contains(status)) {
        throw new Refusals(options, host()).of(response, subject);
      }
      next = target(next, response);
    }
    throw new HubException(
        Kind.CORRUPT,
        "%s sends from one address to the next without end; HF_ENDPOINT names another hub"
            .formatted(host()));
  }

  /** A login or a proxy answers with a page, and calls that a success. */
  private void refusePages(HubAnswer answer) throws IOException {
    if (answer.headers().firstValue("Content-Type").orElse("").startsWith("text/html")) {
      answer.body().close();
      throw new HubException(
          Kind.CORRUPT,
          "%s answers with a web page, so there may be a login or a proxy in between; look at HF_ENDPOINT and HTTPS_PROXY"
              .formatted(host()));
    }
  }

  private URI target(URI from, HubAnswer response) throws HubException {
    String location = response.headers().firstValue("Location").orElse("");
    try {
      URI target = from.resolve(location);
      boolean asSafe =
          "https".equals(target.getScheme())
              || ("http".equals(target.getScheme()) && "http".equals(from.getScheme()));
      if (!location.isEmpty() && target.getHost() != null && asSafe) {
        return target;
      }
    } catch (IllegalArgumentException _) {
      // told below
    }
    throw new HubException(
        Kind.CORRUPT, "%s sends to an address that is none: '%s'".formatted(host(), location));
  }

  private HubAnswer send(URI address, long offset) throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address)
            .timeout(options.patience())
            .header("User-Agent", "llama-jvm")
            .header("Accept-Encoding", "identity");
    if (offset > 0) {
      request.header("Range", "bytes=" + offset + "-");
    }
    if (isHub(address)) {
      options.token().ifPresent(token -> request.header("Authorization", "Bearer " + token));
    }
    try {
      HttpResponse<InputStream> response = http.send(request.build(), BodyHandlers.ofInputStream());
      return new HubAnswer(
          response.statusCode(),
          response.headers(),
          new GuardedStream(response.body(), options.patience()));
    } catch (SSLException e) {
      throw refused(address, e);
    } catch (HttpConnectTimeoutException | ConnectException e) {
      throw unreachable(address, e);
    } catch (IOException e) {
      throw e.getCause() instanceof UnresolvedAddressException
          ? unreachable(address, e)
          : TransientException.broken(e);
    }
  }

  private boolean isHub(URI address) {
    URI hub = options.endpoint();
    return hub.getScheme().equals(address.getScheme())
        && hub.getHost().equalsIgnoreCase(address.getHost())
        && hub.getPort() == address.getPort();
  }

  /** No other try helps against a certificate. */
  private static IOException refused(URI address, SSLException e) {
    Throwable cause = e;
    boolean isDistrusted = false;
    while (cause.getCause() != null) {
      cause = cause.getCause();
      isDistrusted |= cause instanceof GeneralSecurityException;
    }
    return isDistrusted
        ? new HubException(
            Kind.OFFLINE,
            "The certificate of %s is not one that Java trusts (%s); if you trust it, put it into a"
                    .formatted(address.getAuthority(), cause.getMessage())
                + " store by keytool and set LLAMA_JAVA_OPTS='-Djavax.net.ssl.trustStore=STORE"
                + " -Djavax.net.ssl.trustStorePassword=PASSWORD'",
            e)
        : unreachable(address, e);
  }

  private static TransientException unreachable(URI address, IOException e) {
    String reason =
        e.getCause() instanceof UnresolvedAddressException || e instanceof ConnectException
            ? "is there a network?"
            : e.getMessage();
    return new TransientException(
        Kind.OFFLINE, "Cannot reach %s (%s)".formatted(address.getAuthority(), reason), e);
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
