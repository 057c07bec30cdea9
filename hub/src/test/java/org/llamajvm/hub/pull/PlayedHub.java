package org.llamajvm.hub.pull;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.llamajvm.format.JsonText;
import org.llamajvm.format.Sha256;

/** A hub on loopback with one repository, which misbehaves as a test wants it to. */
final class PlayedHub implements AutoCloseable {

  static final String COMMIT = "c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00";

  /** What the hub was asked: path, range and token. */
  record Request(String path, String range, String token) {}

  /** Answers a request for a file in another way than a good hub does. */
  interface Fault {
    void answer(HttpExchange exchange, byte[] content) throws IOException;
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final String repository;
  private final Map<String, byte[]> files = new LinkedHashMap<>();
  private final Map<String, Queue<Fault>> faults = new ConcurrentHashMap<>();
  private final List<Map<String, Object>> foreign = new ArrayList<>();
  final List<Request> requests = new CopyOnWriteArrayList<>();

  PlayedHub(String repository) throws IOException {
    this.repository = repository;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  PlayedHub with(String path, byte[] content) {
    files.put(path, content);
    return this;
  }

  PlayedHub with(String path, String content) {
    return with(path, content.getBytes(StandardCharsets.UTF_8));
  }

  /** A file that the list names and nobody can fetch. */
  PlayedHub withListed(String path, long size, String sha256) {
    foreign.add(large(path, size, sha256));
    return this;
  }

  /** The next request for a file is answered so, and the one after that by the next fault. */
  PlayedHub failing(String path, Fault... inTurn) {
    faults.computeIfAbsent(path, _ -> new ConcurrentLinkedQueue<>()).addAll(Arrays.asList(inTurn));
    return this;
  }

  List<Request> requestsFor(String path) {
    return requests.stream().filter(request -> request.path().endsWith("/" + path)).toList();
  }

  static Fault status(int status, String... headers) {
    return (exchange, _) -> {
      for (int i = 0; i < headers.length; i += 2) {
        exchange.getResponseHeaders().set(headers[i], headers[i + 1]);
      }
      exchange.sendResponseHeaders(status, -1);
    };
  }

  /** Announces the whole rest and breaks after some bytes. */
  static Fault breaking(int after) {
    return (exchange, content) -> {
      int start = start(exchange);
      begin(exchange, content, start);
      exchange.getResponseBody().write(content, start, after);
      exchange.getResponseBody().flush();
      throw new IOException("the hub pulls the plug");
    };
  }

  /** Announces the whole file, whatever part was asked for, and breaks after some bytes. */
  static Fault breakingWithoutRanges(int after) {
    return (exchange, content) -> {
      begin(exchange, content, 0);
      exchange.getResponseBody().write(content, 0, after);
      exchange.getResponseBody().flush();
      throw new IOException("the hub pulls the plug");
    };
  }

  /** Sends a page instead of what was asked for. */
  static Fault page() {
    return (exchange, content) -> {
      exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
      sending("<!doctype html>".getBytes(StandardCharsets.UTF_8)).answer(exchange, content);
    };
  }

  /** Sends some bytes and then nothing for as long as anybody listens. */
  static Fault stalling(int after, long millis) {
    return (exchange, content) -> {
      int start = start(exchange);
      begin(exchange, content, start);
      exchange.getResponseBody().write(content, start, after);
      exchange.getResponseBody().flush();
      try {
        Thread.sleep(millis);
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
    };
  }

  /** Sends other content as if it were the file. */
  static Fault sending(byte[] other) {
    return (exchange, _) -> {
      exchange.sendResponseHeaders(200, other.length);
      exchange.getResponseBody().write(other);
    };
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      requests.add(
          new Request(
              path,
              exchange.getRequestHeaders().getFirst("Range"),
              exchange.getRequestHeaders().getFirst("Authorization")));
      String file = path.replaceFirst("^/" + repository + "/resolve/[^/]+/", "");
      Queue<Fault> queue =
          faults.getOrDefault(path.startsWith("/api/") ? "/" : file, new ConcurrentLinkedQueue<>());
      Fault fault = queue.poll();
      byte[] content = files.get(file);
      if (fault != null) {
        fault.answer(exchange, content == null ? new byte[0] : content);
      } else if (path.startsWith("/api/models/" + repository + "/revision/")) {
        send(exchange, 200, JsonText.compact(list()).getBytes(StandardCharsets.UTF_8));
      } else if (content != null) {
        int start = start(exchange);
        begin(exchange, content, start);
        exchange.getResponseBody().write(content, start, content.length - start);
      } else {
        exchange.getResponseHeaders().set("X-Error-Code", "RepoNotFound");
        exchange.sendResponseHeaders(404, -1);
      }
    }
  }

  private static void send(HttpExchange exchange, int status, byte[] bytes) throws IOException {
    exchange.sendResponseHeaders(status, bytes.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(bytes);
    }
  }

  private static int start(HttpExchange exchange) {
    String range = exchange.getRequestHeaders().getFirst("Range");
    return range == null ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
  }

  private static void begin(HttpExchange exchange, byte[] content, int start) throws IOException {
    if (start > 0) {
      exchange
          .getResponseHeaders()
          .set(
              "Content-Range",
              "bytes %d-%d/%d".formatted(start, content.length - 1, content.length));
    }
    exchange.sendResponseHeaders(start > 0 ? 206 : 200, content.length - start);
  }

  private Map<String, Object> list() {
    List<Object> siblings = new ArrayList<>(foreign);
    files.forEach((path, content) ->
        siblings.add(
            path.endsWith(".json") || path.endsWith(".jinja")
                ? Map.of("rfilename", path, "size", content.length, "blobId", git(content))
                : large(path, content.length, Sha256.of(content))));
    return Map.of("id", repository, "sha", COMMIT, "siblings", siblings);
  }

  private static Map<String, Object> large(String path, long size, String sha256) {
    return Map.of(
        "rfilename",
        path,
        "size",
        size,
        "blobId",
        "0".repeat(40),
        "lfs",
        Map.of("sha256", sha256, "size", size, "pointerSize", 134));
  }

  /** What Git calls a file of that content. */
  static String git(byte[] content) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-1");
      digest.update(("blob " + content.length + "\0").getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest.digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  String paths() {
    return requests.stream().map(Request::path).collect(Collectors.joining(" "));
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
