package org.llamajvm.benchmarks.load;

import java.io.IOException;
import java.net.URI;

/** Somebody who does again and again what a server should survive. */
final class Abuser implements Runnable {

  private static final String ENDLESS =
      "{\"prompt\": \"Once\", \"max_tokens\": 900, \"ignore_eos\": true, \"stream\": true}";
  private static final String PATH = "/v1/completions";

  /** Kinds of abuse. */
  enum Kind {
    /** Asks for a long answer and reads nothing of it. */
    READS_NOTHING {
      @Override
      void abuse(URI server, Tally tally) throws Exception {
        try (Connection connection = new Connection(server, 1024)) {
          connection.post(PATH, ENDLESS);
          Thread.sleep(5_000);
          connection.reset();
        }
      }
    },
    /** Goes in the middle of its request. */
    BREAKS_OFF {
      @Override
      void abuse(URI server, Tally tally) throws Exception {
        try (Connection connection = new Connection(server)) {
          connection.send(Connection.head(PATH, 100) + "{\"prompt\":");
          Thread.sleep(100);
          connection.reset();
        }
      }
    },
    /** Sends a body that is larger than allowed. */
    TOO_LARGE {
      @Override
      void abuse(URI server, Tally tally) throws Exception {
        try (Connection connection = new Connection(server)) {
          connection.send(Connection.head(PATH, 1L << 30));
          expect(413, connection.status(), tally);
        }
      }
    },
    /** Sends its head byte by byte and is cut off. */
    SLOW_HEAD {
      @Override
      void abuse(URI server, Tally tally) throws Exception {
        try (Connection connection = new Connection(server)) {
          connection.send("GET /health HTTP/1.1\r\n");
          for (int i = 0; i < 300; i++) {
            connection.send("x");
            Thread.sleep(200);
          }
          tally.unexpected("head that took a minute");
        } catch (IOException _) {
          return; // as it should be
        }
      }
    },
    /** Sends the next request before it has the reply to the last. */
    PIPELINES {
      @Override
      void abuse(URI server, Tally tally) throws Exception {
        try (Connection connection = new Connection(server)) {
          connection.get("/health").get("/v1/models").get("/nothing");
          expect(200, connection.wholeReply(), tally);
          expect(200, connection.wholeReply(), tally);
          expect(404, connection.wholeReply(), tally);
        }
      }
    },
    /** Sends what is no JSON. */
    MALFORMED_BODY {
      @Override
      void abuse(URI server, Tally tally) throws Exception {
        try (Connection connection = new Connection(server)) {
          expect(400, connection.post(PATH, "{\"prompt\": [[[").wholeReply(), tally);
        }
      }
    },
    /** Sends what is no HTTP. */
    MALFORMED_HEAD {
      @Override
      void abuse(URI server, Tally tally) throws Exception {
        try (Connection connection = new Connection(server)) {
          connection.send("\u0000\u0001 nonsense\r\n\r\n").awaitEnd();
        }
      }
    };

    abstract void abuse(URI server, Tally tally) throws Exception;

    private static void expect(int wanted, int status, Tally tally) {
      if (status != wanted) {
        tally.unexpected("status %d instead of %d".formatted(status, wanted));
      }
    }
  }

  private final Kind kind;
  private final URI server;
  private final Tally tally;
  private final long end;

  /** Somebody who does so until {@code end}, as {@link System#nanoTime}. */
  Abuser(Kind kind, URI server, Tally tally, long end) {
    this.kind = kind;
    this.server = server;
    this.tally = tally;
    this.end = end;
  }

  @Override
  public void run() {
    while (System.nanoTime() < end) {
      try {
        kind.abuse(server, tally);
        tally.count("abuse: " + kind);
        Thread.sleep(200);
      } catch (Exception e) {
        tally.unexpected("failure of %s: %s".formatted(kind, e));
      }
    }
  }
}
