package org.llamajvm.hub.pull;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpTimeoutException;
import java.time.Duration;

/** A stream from a network that fails if nothing comes for too long. */
final class GuardedStream extends FilterInputStream {

  private static final int CHECKS = 4;

  private final Duration patience;
  private final Thread guard;
  private volatile long waitingSince; // 0 while nobody reads
  private volatile boolean stalled;

  GuardedStream(InputStream in, Duration patience) {
    super(in);
    this.patience = patience;
    guard = Thread.ofVirtual().name("llama-pull-guard").start(this::watch);
  }

  private void watch() {
    try {
      while (true) {
        Thread.sleep(patience.dividedBy(CHECKS));
        long since = waitingSince;
        if (since != 0 && System.nanoTime() - since > patience.toNanos()) {
          stalled = true;
          in.close(); // wakes the reader
          return;
        }
      }
    } catch (InterruptedException | IOException _) {
      return; // closed
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    waitingSince = System.nanoTime() | 1;
    try {
      int count = in.read(bytes, offset, length);
      if (stalled) {
        throw new IOException("closed by the guard");
      }
      return count;
    } catch (IOException e) {
      if (stalled) {
        HttpTimeoutException late =
            new HttpTimeoutException("nothing came for %d s".formatted(patience.toSeconds()));
        late.initCause(e);
        throw late;
      }
      throw e;
    } finally {
      waitingSince = 0;
    }
  }

  @Override
  public void close() throws IOException {
    guard.interrupt();
    super.close();
  }
}
