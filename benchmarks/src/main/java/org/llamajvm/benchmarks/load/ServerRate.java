package org.llamajvm.benchmarks.load;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Measures what a server gives to several clients at once, while all of them are answered: from the
 * moment when each has a token to the moment when the first has all. Then it asks twice with the
 * same long beginning and says when the first token came. Needs nothing but the JDK.
 */
final class ServerRate {

  private static final int BEGINNING_WORDS = 1000;
  private static final int BEGINNING_ROUNDS = 3;

  private final URI server;
  private final int tokens;

  private ServerRate(URI server, int tokens) {
    this.server = server;
    this.tokens = tokens;
  }

  /**
   * Runs.
   *
   * @param args address of the server, clients at once, tokens for each, rounds
   */
  public static void main(String[] args) throws Exception {
    ServerRate rate = new ServerRate(URI.create(args[0]), Integer.parseInt(args[2]));
    int streams = Integer.parseInt(args[1]);
    for (int round = 0; round < Integer.parseInt(args[3]); round++) {
      System.out.printf("%d streams: %.2f tokens/s%n", streams, rate.together(streams));
    }
    for (int round = 0; round < BEGINNING_ROUNDS; round++) {
      String beginning = ("round " + round + " word").repeat(BEGINNING_WORDS / 3);
      double first = rate.firstToken(beginning + " one") / 1e9;
      double second = rate.firstToken(beginning + " two") / 1e9;
      System.out.printf(
          "first token: %.3f s, with a beginning that has been seen %.3f s (%.1f %%)%n",
          first, second, 100 * second / first);
    }
  }

  private double together(int streams) throws InterruptedException {
    AtomicInteger begun = new AtomicInteger();
    AtomicInteger counted = new AtomicInteger();
    AtomicLong from = new AtomicLong();
    AtomicLong to = new AtomicLong();
    List<Thread> threads = new ArrayList<>();
    for (int stream = 0; stream < streams; stream++) {
      String prompt = "Stream " + stream;
      threads.add(
          Thread.startVirtualThread(() -> {
            AtomicInteger got = new AtomicInteger();
            ask(
                prompt,
                tokens,
                () -> {
                  if (got.incrementAndGet() == 1 && begun.incrementAndGet() == streams) {
                    from.set(System.nanoTime());
                  } else if (from.get() != 0 && to.get() == 0) {
                    counted.incrementAndGet();
                  }
                  if (got.get() == tokens) {
                    to.compareAndSet(0, System.nanoTime());
                  }
                });
          }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    return counted.get() * 1e9 / (to.get() - from.get());
  }

  /** Nanoseconds until the first token has come. */
  private long firstToken(String prompt) {
    long start = System.nanoTime();
    AtomicLong first = new AtomicLong();
    ask(prompt, 1, () -> first.compareAndSet(0, System.nanoTime() - start));
    return first.get();
  }

  private void ask(String prompt, int most, Runnable token) {
    String request =
        "{\"prompt\": \"%s\", \"max_tokens\": %d, \"temperature\": 0, \"ignore_eos\": true, \"stream\": true}"
            .formatted(prompt, most);
    try (Connection connection = new Connection(server)) {
      connection.post("/v1/completions", request);
      int status = connection.status();
      if (status != 200) {
        throw new IllegalStateException("status " + status);
      }
      connection.events(data -> {
        if (data.contains("\"text\"") && data.contains("\"finish_reason\":null")) {
          token.run();
        }
        return true;
      });
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
