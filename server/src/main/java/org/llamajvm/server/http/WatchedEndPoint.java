package org.llamajvm.server.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadPendingException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.ProxyConnectionFactory.ProxyEndPoint;
import org.eclipse.jetty.util.Callback;

/**
 * A connection that is also read while its request is being answered. Jetty reads a connection of
 * HTTP/1.1 only when it wants a request, and so would see the end of a waiting client no sooner
 * than a write fails. What a client sends ahead is kept and handed to Jetty afterwards.
 *
 * <p>Extends Jetty's wrapper for its delegation alone. Safe for use by many threads.
 */
final class WatchedEndPoint extends ProxyEndPoint {

  private static final int LOOKAHEAD = 1024;

  private final Object lock = new Object();
  private final ByteBuffer ahead = ByteBuffer.allocate(LOOKAHEAD).flip();
  private boolean watching; // our callback waits for bytes
  private boolean answering; // a handler has the request
  private long readingSince; // System.nanoTime() at the first byte of a request; 0 if there is none
  private Callback pending; // what Jetty wants to be called when there are bytes
  private Runnable gone = () -> {};

  WatchedEndPoint(EndPoint endPoint) {
    super(endPoint, endPoint.getRemoteSocketAddress(), endPoint.getLocalSocketAddress());
  }

  /** A request was read; until {@link #answered} no time counts as that of a slow client. */
  void answering() {
    synchronized (lock) {
      answering = true;
      readingSince = 0;
    }
  }

  /** The request is answered, or failed. */
  void answered() {
    synchronized (lock) {
      answering = false;
      gone = () -> {};
    }
  }

  /**
   * Begins to watch for the end of the client, once the body of its request was read.
   *
   * @param action runs at most once, and must not block
   */
  void watch(Runnable action) {
    synchronized (lock) {
      gone = action;
      listen();
    }
  }

  /** Whether a client takes longer for the head of a request. */
  boolean isSlowerThan(Duration limit) {
    synchronized (lock) {
      return readingSince != 0 && System.nanoTime() - readingSince > limit.toNanos();
    }
  }

  private void listen() {
    if (!watching && ahead.remaining() < LOOKAHEAD) {
      watching = unwrap().tryFillInterested(Callback.from(this::readable, this::failed));
    }
  }

  private void readable() {
    Callback reader;
    Runnable action = () -> {};
    synchronized (lock) {
      watching = false;
      reader = pending;
      pending = null;
      if (reader == null && !readAhead()) {
        action = gone;
        gone = () -> {};
      }
    }
    if (reader != null) {
      reader.succeeded();
    }
    action.run();
  }

  /** Returns whether the client is still there. */
  private boolean readAhead() {
    try {
      int read = fillBehind();
      if (read >= 0) {
        listen();
      }
      return read >= 0;
    } catch (IOException _) {
      return false;
    }
  }

  private int fillBehind() throws IOException {
    ByteBuffer more = ByteBuffer.allocate(LOOKAHEAD - ahead.remaining()).flip();
    int read = unwrap().fill(more);
    ahead.compact().put(more).flip();
    return read;
  }

  private void failed(Throwable failure) {
    Callback reader;
    Runnable action = () -> {};
    synchronized (lock) {
      watching = false;
      reader = pending;
      pending = null;
      if (reader == null && failure instanceof TimeoutException) {
        listen(); // nothing was sent, which is right while an answer is waited for
      } else if (reader == null) {
        action = gone;
        gone = () -> {};
      }
    }
    if (reader != null) {
      reader.failed(failure);
    }
    action.run();
  }

  @Override
  public int fill(ByteBuffer buffer) throws IOException {
    synchronized (lock) {
      int read = ahead.hasRemaining() ? take(buffer) : unwrap().fill(buffer);
      if (read > 0 && !answering && readingSince == 0) {
        readingSince = System.nanoTime();
      }
      return read;
    }
  }

  /** Moves what was read ahead; the buffer is in Jetty's flush mode: from position to limit. */
  private int take(ByteBuffer buffer) {
    int position = buffer.position();
    buffer.position(buffer.limit()).limit(buffer.capacity());
    int count = Math.min(ahead.remaining(), buffer.remaining());
    buffer.put(ahead.slice(ahead.position(), count));
    ahead.position(ahead.position() + count);
    buffer.limit(buffer.position()).position(position);
    return count;
  }

  @Override
  public void fillInterested(Callback callback) {
    if (!tryFillInterested(callback)) {
      throw new ReadPendingException();
    }
  }

  @Override
  public boolean tryFillInterested(Callback callback) {
    synchronized (lock) {
      if (!ahead.hasRemaining()) {
        if (!watching) {
          return unwrap().tryFillInterested(callback);
        }
        boolean free = pending == null;
        pending = free ? callback : pending;
        return free;
      }
    }
    Thread.startVirtualThread(callback::succeeded); // Jetty is about to leave the connection
    return true;
  }

  @Override
  public boolean isFillInterested() {
    synchronized (lock) {
      return watching ? pending != null : unwrap().isFillInterested();
    }
  }
}
