package org.llamajvm.hub.pull;

import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.Optional;
import org.llamajvm.hub.HubException.Kind;

/** Something went wrong that may go right at the next try. */
final class TransientException extends IOException {

  private static final long serialVersionUID = 1L;

  private final Kind kind;
  private final Duration wait;

  TransientException(Kind kind, String sentence, Throwable cause) {
    this(kind, sentence, null, cause);
  }

  TransientException(Kind kind, String sentence, Duration wait, Throwable cause) {
    super(sentence, cause);
    this.kind = kind;
    this.wait = wait;
  }

  /** The connection has broken. */
  static TransientException broken(IOException e) {
    String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    return new TransientException(Kind.OFFLINE, "The connection broke (%s)".formatted(reason), e);
  }

  /** Whether nobody answered at all, so that it is not the hub that has a problem. */
  boolean isUnreachable() {
    return kind == Kind.OFFLINE && getCause() instanceof ConnectException;
  }

  /** What it is if no try helps. */
  Kind kind() {
    return kind;
  }

  /** How long the hub asks to wait. */
  Optional<Duration> pause() {
    return Optional.ofNullable(wait);
  }
}
