package org.llamajvm.benchmarks.load;

import java.io.IOException;
import java.net.URI;
import java.util.Random;

/** Somebody who asks, reads the answer to its end or goes in the middle of it, and asks again. */
final class Client implements Runnable {

  private static final String[] WORDS = {
    "Once", "upon", "a", "time", "there", "was", "little", "bird", "who", "saw", "the", "big", "sun"
  };

  /** One of so many answers is not waited for. */
  private static final int CANCELS = 20;

  private static final int LONGEST_PROMPT = 400;
  private static final int SHORTEST_ANSWER = 20;
  private static final int LONGEST_ANSWER = 200;

  private final URI server;
  private final Tally tally;
  private final Random random;
  private final long end;

  private volatile Connection current; // null between two
  private volatile boolean leaving;
  private long last;
  private int tokens;
  private boolean done;

  /**
   * A client.
   *
   * @param seed of what it asks
   * @param end when it asks no more, as {@link System#nanoTime}
   */
  Client(URI server, Tally tally, long seed, long end) {
    this.server = server;
    this.tally = tally;
    this.end = end;
    random = new Random(seed);
  }

  @Override
  public void run() {
    while (System.nanoTime() < end) {
      try (Connection connection = new Connection(server)) {
        current = connection;
        boolean reusable = true;
        while (reusable && System.nanoTime() < end) {
          reusable = ask(connection);
        }
      } catch (IOException | RuntimeException e) {
        if (leaving) {
          tally.count("answers that were under way at the end");
        } else {
          tally.unexpected("failure of a client: " + e);
        }
      } finally {
        current = null;
      }
    }
  }

  /** Goes away, whatever it waits for. For any thread, after the end. */
  void leave() throws IOException {
    leaving = true;
    Connection open = current;
    if (open != null) {
      open.reset();
    }
  }

  /** Asks once; returns whether the connection can be used again. */
  private boolean ask(Connection connection) throws IOException {
    boolean goes = random.nextInt(CANCELS) == 0;
    int leaveAfter = goes ? random.nextInt(SHORTEST_ANSWER) : Integer.MAX_VALUE;
    long start = System.nanoTime();
    connection.post("/v1/completions", request());
    int status = connection.status();
    if (status != 200) {
      tally.unexpected("status " + status);
      return false;
    }
    tokens = 0;
    done = false;
    boolean whole = connection.events(data -> take(data, start) && tokens <= leaveAfter);
    if (goes && !whole) {
      tally.count("answers that were not waited for");
      connection.reset();
      return false;
    }
    if (done) {
      tally.count("answers");
    } else {
      tally.unexpected("answer without an end");
    }
    return true;
  }

  private boolean take(String data, long start) {
    long now = System.nanoTime();
    if (data.equals("[DONE]")) {
      done = true;
    } else if (data.contains("\"error\"")) {
      tally.unexpected("error in an answer: " + data);
    } else {
      if (tokens++ == 0) {
        tally.first(now - start);
      } else {
        tally.gap(now - last);
      }
      last = now;
    }
    return true;
  }

  private String request() {
    StringBuilder prompt = new StringBuilder();
    int words = 1 << random.nextInt(32 - Integer.numberOfLeadingZeros(LONGEST_PROMPT));
    for (int i = 0; i < words + random.nextInt(words); i++) {
      prompt.append(WORDS[random.nextInt(WORDS.length)]).append(' ');
    }
    int most = random.nextInt(SHORTEST_ANSWER, LONGEST_ANSWER);
    return "{\"prompt\": \"%s\", \"max_tokens\": %d, \"seed\": %d, \"ignore_eos\": true, \"stream\": true}"
        .formatted(prompt.toString().strip(), most, random.nextInt(1000));
  }
}
