package org.llamajvm.server.answer;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How many answers one client may want at once. Clients without a key cannot be told from each
 * other, and have no limit but the queue. Safe for use by many threads.
 */
public final class ClientLimit {

  private final int most;
  private final Map<String, Integer> taken = new ConcurrentHashMap<>();

  /**
   * A limit.
   *
   * @param most answers of one client, the waiting ones included
   */
  public ClientLimit(int most) {
    this.most = most;
  }

  /**
   * Takes a part of the limit.
   *
   * @return gives it back; to be run once
   * @throws org.llamajvm.server.http.RequestFault with 429 if there is not as much left
   */
  Runnable take(String client, int count) {
    if (client.isEmpty()) {
      return () -> {};
    }
    taken.compute(
        client,
        (_, before) -> {
          int now = (before == null ? 0 : before) + count;
          if (now > most) {
            throw Faults.tooManyOfOne();
          }
          return now;
        });
    return () -> taken.computeIfPresent(client, (_, now) -> now == count ? null : now - count);
  }
}
