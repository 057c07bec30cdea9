package org.llamajvm.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.llamajvm.models.SchedulerOptions;
import org.llamajvm.server.Client.Reply;

/** More than the server can do, and its end. */
class OverloadTest {

  private static final String ENDLESS =
      "{\"prompt\": \"Once\", \"max_tokens\": -1, \"ignore_eos\": true, \"stream\": true}";
  private static final String SHORT = "{\"prompt\": \"Once\", \"max_tokens\": 1}";
  private static final String PATH = "/v1/completions";
  private static final Duration IDLE = Duration.ofMillis(400);

  private static void awaitRunning(LlamaServer server, int count) throws Exception {
    while (server.status().running() < count) {
      Thread.sleep(2);
    }
  }

  @Test
  void saysThatTheQueueIsFull() throws Exception {
    SchedulerOptions small = SchedulerOptions.defaults().withMaxRunning(1).withMaxWaiting(0);
    try (LlamaServer server = Wren.server().scheduling(small).start();
        RawClient busy = new RawClient(server).post(PATH, ENDLESS)) {
      awaitRunning(server, 1);
      Client client = new Client(server);
      Reply reply = client.post(PATH, SHORT);
      assertThat(reply.status()).isEqualTo(503);
      assertThat(reply.header("Retry-After")).isEqualTo("2");
      assertThat(Client.at(reply.json(), "error.code")).isEqualTo("queue_full");
      assertThat(client.get("/slots?fail_on_no_slot=1").status()).isEqualTo(503);
      assertThat(client.get("/slots").status()).isEqualTo(200);
      assertThat(busy.status()).contains(" 200 ");
    }
  }

  @Test
  void limitsAKey() throws Exception {
    try (LlamaServer server = Wren.server().keys(List.of("a", "b")).mostPerClient(2).start()) {
      Client client = new Client(server);
      String body = "{\"prompt\": \"Once\", \"max_tokens\": 1, \"n\": 3}";
      HttpRequest.Builder three = client.posting(PATH, body).header("x-api-key", "a");
      Reply reply = client.send(three);
      assertThat(reply.status()).isEqualTo(429);
      assertThat(reply.header("Retry-After")).isEqualTo("2");
      for (int i = 0; i < 3; i++) {
        HttpRequest.Builder one = client.posting(PATH, SHORT).header("x-api-key", "a");
        assertThat(client.send(one).status()).as("what ended counts no more").isEqualTo(200);
      }
    }
  }

  @Test
  void whoAsksOneByOneIsNeverTooMany() throws Exception {
    try (LlamaServer server = Wren.server().keys(List.of("a")).mostPerClient(1).start()) {
      String body = "{\"prompt\": \"Once\", \"max_tokens\": 1, \"stream\": true}";
      String request =
          "POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nx-api-key: a\r\nContent-Length: %d\r\n\r\n%s"
              .formatted(PATH, body.length(), body);
      try (RawClient one = new RawClient(server);
          RawClient other = new RawClient(server)) {
        for (int i = 0; i < 200; i++) {
          one.send(request).awaitText("data: [DONE]");
          other.send(request).awaitText("data: [DONE]");
        }
      }
    }
  }

  @Test
  void waitsForAnswersLongerThanForRequests() throws Exception {
    try (LlamaServer server = Wren.server().idleTime(IDLE).start()) {
      String body = "{\"prompt\": \"Once\", \"max_tokens\": 900, \"ignore_eos\": true, \"n\": 8}";
      Reply reply = new Client(server).post(PATH, body);
      assertThat(Client.at(reply.json(), "usage.completion_tokens")).isEqualTo(7200);
      assertThat((double) Client.at(reply.json(), "timings.predicted_ms"))
          .as("takes longer than a connection may be idle")
          .isGreaterThan((double) IDLE.toMillis());
      try (RawClient slow = new RawClient(server)) {
        slow.send("GET /health HTTP/1.1\r\nHost: localhost\r\n");
        for (int i = 0; i < 1200 && isOpen(slow); i++) {
          Thread.sleep(50);
        }
        assertThat(isOpen(slow)).as("who sends a head byte by byte is cut off").isFalse();
      }
    }
  }

  private static boolean isOpen(RawClient client) {
    try {
      client.send("x");
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  @Test
  void answersManyAtOnce() throws Exception {
    SchedulerOptions few = SchedulerOptions.defaults().withMaxRunning(4);
    List<RawClient> clients = new ArrayList<>();
    try (LlamaServer server = Wren.server().scheduling(few).start()) {
      for (int i = 0; i < 40; i++) {
        clients.add(
            new RawClient(server)
                .post(
                    PATH,
                    "{\"prompt\": \"%d\", \"max_tokens\": 20, \"stream\": true}".formatted(i)));
      }
      assertThat(new Client(server).get("/health").status()).isEqualTo(200);
      for (RawClient client : clients) {
        assertThat(client.status()).contains(" 200 ");
      }
      for (RawClient client : clients) {
        client.awaitText("data: [DONE]");
      }
    } finally {
      for (RawClient client : clients) {
        client.close();
      }
    }
  }

  @Test
  void answersWhatItHasAcceptedBeforeItEnds() throws Exception {
    try (LlamaServer server = Wren.server().start()) {
      Client client = new Client(server);
      String body = "{\"prompt\": \"Once\", \"max_tokens\": 300, \"ignore_eos\": true}";
      CompletableFuture<Reply> accepted = CompletableFuture.supplyAsync(() -> post(client, body));
      awaitRunning(server, 1);
      CompletableFuture<Boolean> drained =
          CompletableFuture.supplyAsync(() -> drain(server, Duration.ofSeconds(60)));
      Reply refused = client.post(PATH, SHORT);
      while (refused.status() == 200) { // drain has not begun yet
        refused = client.post(PATH, SHORT);
      }
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.header("Connection")).isEqualTo("close");
      assertThat(client.get("/health").status()).isEqualTo(503);
      assertThat(Client.at(accepted.get().json(), "usage.completion_tokens")).isEqualTo(300);
      assertThat(drained.get()).isTrue();
    }
  }

  @Test
  void tellsWhoIsCutOff() throws Exception {
    LlamaServer server = Wren.server().start();
    try (RawClient client = new RawClient(server).post(PATH, ENDLESS)) {
      awaitRunning(server, 1);
      assertThat(server.drain(Duration.ofMillis(10))).isFalse();
      server.close();
      assertThat(client.rest())
          .contains("\"code\":\"shutting_down\"")
          .doesNotContain("[DONE]", "\"finish_reason\":\"");
    } finally {
      server.close();
    }
  }

  private static Reply post(Client client, String body) {
    try {
      return client.post(PATH, body);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean drain(LlamaServer server, Duration timeout) {
    try {
      return server.drain(timeout);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
