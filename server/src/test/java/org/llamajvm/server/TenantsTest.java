package org.llamajvm.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.llamajvm.models.LanguageModel;
import org.llamajvm.models.ModelOptions;
import org.llamajvm.models.SchedulerOptions;

/** Clients that know nothing of each other, and what they share. */
class TenantsTest {

  private static final String PATH = "/v1/completions";
  private static final List<String> KEYS = List.of("key-of-a", "key-of-b");

  private static String request(int number, boolean stream) {
    return "{\"prompt\": \"Once upon a time number %d\", \"max_tokens\": %d, \"ignore_eos\": true, \"temperature\": 1, \"seed\": %d, \"stream\": %s}"
        .formatted(number, 5 + number % 30, number, stream);
  }

  private static Client.Reply ask(Client client, int number) throws Exception {
    return client.send(
        client
            .posting(PATH, request(number, false))
            .header("Authorization", "Bearer " + KEYS.get(number % KEYS.size())));
  }

  @Test
  void nobodyGetsATokenOfSomebodyElse() throws Exception {
    SchedulerOptions few = SchedulerOptions.defaults().withMaxRunning(8);
    try (LlamaServer server = Wren.server().keys(KEYS).scheduling(few).start();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Client client = new Client(server);
      Map<Integer, Object> alone = new LinkedHashMap<>();
      for (int number = 0; number < 40; number++) {
        alone.put(number, Client.at(ask(client, number).json(), "choices.0.text"));
      }
      assertThat(alone.values().stream().distinct().count()).isGreaterThan(35);
      List<Future<?>> all = new ArrayList<>();
      for (int number : alone.keySet()) {
        all.add(threads.submit(again(client, number, alone.get(number))));
        all.add(threads.submit(goesAway(server, number)));
      }
      for (Future<?> one : all) {
        one.get();
      }
      for (int wait = 0; server.status().pages().used() > 0 && wait < 12_000; wait++) {
        Thread.sleep(5);
      }
      assertThat(server.status().pages().used()).isZero();
    }
  }

  private static Callable<Void> again(Client client, int number, Object expected) {
    return () -> {
      Client.Reply reply = ask(client, number);
      assertThat(reply.status()).as(reply.body()).isEqualTo(200);
      assertThat(Client.at(reply.json(), "choices.0.text")).isEqualTo(expected);
      return null;
    };
  }

  private static Callable<Void> goesAway(LlamaServer server, int number) {
    return () -> {
      try (RawClient client = new RawClient(server)) {
        String body = request(number, true);
        client.send(
            "POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nx-api-key: %s\r\nContent-Length: %d\r\n\r\n%s"
                .formatted(PATH, KEYS.get(number % KEYS.size()), body.length(), body));
        Thread.sleep(new Random(number).nextInt(50));
        client.reset();
      }
      return null;
    };
  }

  @Test
  void idleConnectionsEndSoThatOthersGetIn() throws Exception {
    List<RawClient> idle = new ArrayList<>();
    try (LlamaServer server =
        Wren.server().mostConnections(20).idleTime(java.time.Duration.ofMillis(300)).start()) {
      for (int i = 0; i < 60; i++) {
        idle.add(new RawClient(server));
      }
      assertThat(new Client(server).get("/health").status()).isEqualTo(200);
    } finally {
      for (RawClient client : idle) {
        client.close();
      }
    }
  }

  @Test
  void saysSoWhenItsModelIsClosedUnderIt() throws Exception {
    LanguageModel model = LanguageModel.open(Wren.path(), ModelOptions.defaults());
    try (LlamaServer server = LlamaServer.builder(model).start();
        RawClient running = new RawClient(server)) {
      running.post(
          PATH,
          "{\"prompt\": \"Once\", \"max_tokens\": 900, \"ignore_eos\": true, \"stream\": true}");
      running.awaitText("data: ");
      model.close();
      Client.Reply reply = new Client(server).post(PATH, "{\"prompt\": \"Once\"}");
      assertThat(reply.status()).as(reply.body()).isBetween(500, 503);
      assertThat(reply.body()).contains("\"error\"").doesNotContain("Exception", "at org.");
    } finally {
      model.close();
    }
  }
}
