package org.llamajvm.server;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import org.llamajvm.models.LanguageModel;
import org.llamajvm.models.SchedulerOptions;
import org.llamajvm.server.security.ApiKeys;
import org.llamajvm.server.security.TlsFiles;
import org.llamajvm.tokenizer.chat.ChatTemplate;

/** Collects how a {@link LlamaServer} is to be. Used by one thread. */
public final class LlamaServerBuilder {

  /** Bytes of a request's body unless it is said otherwise. */
  public static final int DEFAULT_MOST_BODY_BYTES = 8 << 20;

  /** Connections at once unless it is said otherwise. */
  public static final int DEFAULT_MOST_CONNECTIONS = 4096;

  /** Answers that one key may want at once unless it is said otherwise. */
  public static final int DEFAULT_MOST_PER_CLIENT = 256;

  /** How long a reader may be stuck unless it is said otherwise. */
  public static final Duration DEFAULT_IDLE_TIME = Duration.ofSeconds(60);

  private final LanguageModel model;
  private String id = "llama";
  private ChatTemplate template;
  private SchedulerOptions scheduling = SchedulerOptions.defaults();
  private String host = "127.0.0.1";
  private int port;
  private SSLContext tls;
  private final List<String> keys = new ArrayList<>();
  private boolean insecure;
  private Set<String> hostNames = Set.of();
  private Set<String> origins = Set.of();
  private int mostPerClient = DEFAULT_MOST_PER_CLIENT;
  private int mostBodyBytes = DEFAULT_MOST_BODY_BYTES;
  private int mostConnections = DEFAULT_MOST_CONNECTIONS;
  private Duration idleTime = DEFAULT_IDLE_TIME;
  private boolean strictModel;
  private Consumer<String> log = line -> {};
  private boolean logJson;

  LlamaServerBuilder(LanguageModel model) {
    this.model = Objects.requireNonNull(model);
  }

  /** By what name clients know the model; {@code llama} unless it is said otherwise. */
  public LlamaServerBuilder id(String value) {
    id = Objects.requireNonNull(value);
    return this;
  }

  /** How conversations are written; the model's own template unless it is said otherwise. */
  public LlamaServerBuilder chatTemplate(ChatTemplate value) {
    template = Objects.requireNonNull(value);
    return this;
  }

  /** How many requests are answered at once, and how many wait. */
  public LlamaServerBuilder scheduling(SchedulerOptions value) {
    scheduling = Objects.requireNonNull(value);
    return this;
  }

  /** The name or address to listen at; only programs of this machine unless it is said. */
  public LlamaServerBuilder host(String value) {
    host = Objects.requireNonNull(value);
    return this;
  }

  /** The port; a free one unless it is said. */
  public LlamaServerBuilder port(int value) {
    if (value < 0 || value > 65535) {
      throw new IllegalArgumentException("A port is from 0 to 65535, not " + value);
    }
    port = value;
    return this;
  }

  /** Serves HTTPS so. */
  public LlamaServerBuilder tls(SSLContext value) {
    tls = Objects.requireNonNull(value);
    return this;
  }

  /**
   * Serves HTTPS with the certificate and the key in a PKCS#12 file.
   *
   * @param password of the file and of its key
   * @throws IOException if the file cannot be read, is none of that kind, or has another password
   */
  public LlamaServerBuilder tls(Path file, String password) throws IOException {
    return tls(TlsFiles.pkcs12(file, password));
  }

  /**
   * Serves HTTPS with a certificate and a key in PEM files.
   *
   * @param chain certificates, the server's own first
   * @param key in PKCS#8, not encrypted
   * @throws IOException if a file cannot be read, or is none of that kind
   */
  public LlamaServerBuilder tls(Path chain, Path key) throws IOException {
    return tls(TlsFiles.pem(chain, key));
  }

  /** Asks every client for one of these keys, or of those that were added before. */
  public LlamaServerBuilder keys(List<String> more) {
    keys.addAll(more);
    return this;
  }

  /**
   * Asks every client for one of the keys in a file, or of those that were added before. The file
   * has one a line; empty lines and those that begin with {@code #} are none.
   *
   * @throws IOException if the file cannot be read, or has no key
   */
  public LlamaServerBuilder keys(Path file) throws IOException {
    return keys(ApiKeys.read(file));
  }

  /** Lets everybody who reaches the address use the server, without keys. */
  public LlamaServerBuilder insecure(boolean value) {
    insecure = value;
    return this;
  }

  /** Names by which clients reach the server, besides addresses and {@code localhost}. */
  public LlamaServerBuilder hostNames(Set<String> value) {
    hostNames = Set.copyOf(value);
    return this;
  }

  /** Origins of web pages whose scripts may use the server; {@code *} for all. */
  public LlamaServerBuilder origins(Set<String> value) {
    origins = Set.copyOf(value);
    return this;
  }

  /** The most answers that one client may want at once; it gets a 429 for more. */
  public LlamaServerBuilder mostPerClient(int value) {
    mostPerClient = positive(value, "The limit of a client");
    return this;
  }

  /** The most bytes of a request's body. */
  public LlamaServerBuilder mostBodyBytes(int value) {
    mostBodyBytes = positive(value, "The limit of a body");
    return this;
  }

  /** The most connections at once; further ones wait to be accepted. */
  public LlamaServerBuilder mostConnections(int value) {
    mostConnections = positive(value, "The limit of connections");
    return this;
  }

  /** How long a client may not read, or send no request, until its connection is closed. */
  public LlamaServerBuilder idleTime(Duration value) {
    idleTime = Objects.requireNonNull(value);
    return this;
  }

  /** Refuses requests that name another model; any name is taken for this one's otherwise. */
  public LlamaServerBuilder strictModel(boolean value) {
    strictModel = value;
    return this;
  }

  /**
   * Where to write a line for each request.
   *
   * @param sink called by many threads
   * @param json whether lines are JSON
   */
  public LlamaServerBuilder log(Consumer<String> sink, boolean json) {
    log = Objects.requireNonNull(sink);
    logJson = json;
    return this;
  }

  private static int positive(int value, String what) {
    if (value < 1) {
      throw new IllegalArgumentException(what + " must be 1 or more, not " + value);
    }
    return value;
  }

  /**
   * Starts the server.
   *
   * @throws IllegalArgumentException if others than programs of this machine could use it, and it
   *     has no keys
   * @throws IllegalStateException if the model is closed
   * @throws IOException if the address cannot be had, or the model's chat template not be used
   */
  public LlamaServer start() throws IOException {
    Optional<ChatTemplate> chosen = template == null ? model.chatTemplate() : Optional.of(template);
    return LlamaServer.start(
        new ServerOptions(
            model,
            id,
            chosen,
            scheduling,
            host,
            port,
            Optional.ofNullable(tls),
            List.copyOf(keys),
            insecure,
            hostNames,
            origins,
            mostPerClient,
            mostBodyBytes,
            mostConnections,
            idleTime,
            strictModel,
            log,
            logJson));
  }
}
