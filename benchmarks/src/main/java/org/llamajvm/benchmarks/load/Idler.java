package org.llamajvm.benchmarks.load;

import java.net.URI;

/** Somebody who is connected and asks now and then whether the server is well. */
final class Idler implements Runnable {

  private static final long PAUSE_MILLIS = 20_000;

  private final URI server;
  private final Tally tally;
  private final long end;

  /** Somebody who stays until {@code end}, as {@link System#nanoTime}. */
  Idler(URI server, Tally tally, long end) {
    this.server = server;
    this.tally = tally;
    this.end = end;
  }

  @Override
  public void run() {
    try (Connection connection = new Connection(server)) {
      while (System.nanoTime() < end) {
        int status = connection.get("/health").wholeReply();
        if (status == 200) {
          tally.count("questions for the server's health");
        } else {
          tally.unexpected("health " + status);
        }
        Thread.sleep(PAUSE_MILLIS);
      }
    } catch (Exception e) {
      tally.unexpected("failure of an idle client: " + e);
    }
  }
}
