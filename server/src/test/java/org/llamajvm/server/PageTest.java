package org.llamajvm.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.llamajvm.server.Client.Reply;

/** The files of the page. */
class PageTest {

  private static LlamaServer server;
  private static Client client;

  @BeforeAll
  static void start() throws Exception {
    server = Wren.server().keys(List.of("sk-a")).start();
    client = new Client(server);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @ParameterizedTest
  @CsvSource({
    "/, text/html; charset=utf-8, <!doctype html>",
    "/style.css, text/css; charset=utf-8, :root {",
    "/app.js, text/javascript; charset=utf-8, //"
  })
  void needsNoKey(String path, String type, String beginning) throws Exception {
    Reply reply = client.get(path);
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.header("Content-Type")).isEqualTo(type);
    assertThat(reply.body()).startsWith(beginning);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/style.css", "/app.js"})
  void trustsNobodyElse(String path) throws Exception {
    Reply reply = client.get(path);
    assertThat(reply.header("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(reply.header("Content-Security-Policy"))
        .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
        .doesNotContain("unsafe", "http", "*");
  }

  @Test
  void isFetchedAgainOnlyIfItChanged() throws Exception {
    String tag = client.get("/app.js").header("ETag");
    for (String known : List.of(tag, "W/" + tag, "\"other\", " + tag, "*")) {
      Reply reply = client.send(client.request("/app.js").header("If-None-Match", known));
      assertThat(reply.status()).as(known).isEqualTo(304);
      assertThat(reply.body()).isEmpty();
      assertThat(reply.header("ETag")).isEqualTo(tag);
    }
    Reply other = client.send(client.request("/app.js").header("If-None-Match", "\"other\""));
    assertThat(other.status()).isEqualTo(200);
    assertThat(other.header("Cache-Control")).isEqualTo("no-cache");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/index.html", "/../app.js", "/page/app.js", "/app.js/", "//app.js"})
  void hasNoOtherPaths(String path) throws Exception {
    try (RawClient raw = new RawClient(server)) {
      String status = raw.send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n").status();
      assertThat(status).containsAnyOf("400", "401");
    }
  }

  @Test
  void asksOnlyItself() throws Exception {
    for (String path : List.of("/", "/style.css", "/app.js")) {
      String text =
          client.get(path).body().replace("http://www.w3.org/2000/svg", "").replace("https?:", "");
      assertThat(text).doesNotContain("http://", "https://", "innerHTML", "eval(");
    }
  }
}
