package org.llamajvm.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.llamajvm.models.SchedulerOptions;

/** Who goes frees what it has taken, at any moment. */
class DisconnectTest {

  private static final Duration SOON = Duration.ofSeconds(60); // two in peace
  private static final String ENDLESS =
      "{\"prompt\": \"Once\", \"max_tokens\": -1, \"ignore_eos\": true, \"n\": 2, \"stream\": %s}";

  private static LlamaServer server;

  @BeforeAll
  static void start() throws Exception {
    server =
        Wren.server()
            .scheduling(SchedulerOptions.defaults().withMaxRunning(2))
            .idleTime(Duration.ofSeconds(2))
            .start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static void await(java.util.function.BooleanSupplier condition) throws Exception {
    long end = System.nanoTime() + SOON.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as(server.status().toString()).isLessThan(end);
      Thread.sleep(5);
    }
  }

  private static boolean isIdle() {
    return server.status().running() == 0 && server.status().waiting() == 0;
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void freesWhatIsBeingAnswered(boolean stream) throws Exception {
    for (boolean hard : new boolean[] {true, false}) {
      RawClient client = new RawClient(server);
      client.post("/v1/completions", ENDLESS.formatted(stream));
      await(() -> server.status().running() > 0);
      if (hard) {
        client.reset();
      } else {
        client.close();
      }
      await(DisconnectTest::isIdle);
    }
  }

  @Test
  void leavesTheQueueAndNobodyElse() throws Exception {
    try (RawClient first = new RawClient(server).post("/v1/completions", ENDLESS.formatted(true))) {
      await(() -> server.status().running() == 2);
      RawClient second = new RawClient(server).post("/v1/completions", ENDLESS.formatted(false));
      await(() -> server.status().waiting() == 2);
      second.close();
      await(() -> server.status().waiting() == 0);
      assertThat(first.status()).contains(" 200 ");
    }
    await(DisconnectTest::isIdle);
  }

  @Test
  void losesOnlyWhoDoesNotRead() throws Exception {
    String large =
        "{\"prompt\": \"Once\", \"max_tokens\": 1000, \"ignore_eos\": true, \"stream\": true, \"logprobs\": 20}";
    try (RawClient stuck = new RawClient(server, 1024).post("/v1/completions", large)) {
      await(() -> server.status().running() == 1);
      assertThat(new Client(server).post("/v1/completions", "{\"prompt\": \"a\"}").status())
          .isEqualTo(200);
      await(DisconnectTest::isIdle);
      assertThat(stuck.status()).contains(" 200 ");
    }
  }
}
