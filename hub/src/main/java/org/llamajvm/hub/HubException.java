package org.llamajvm.hub;

import java.io.IOException;
import org.llamajvm.format.ForeignText;

/**
 * A model cannot be found or fetched. The message says what is wrong, where, and what to do; what
 * others wrote in it is made fit for a message.
 */
public final class HubException extends IOException {

  private static final long serialVersionUID = 1L;

  /** Why. */
  public enum Kind {
    /** There is no such model, revision or file. */
    MISSING,
    /** The publisher or the hub does not let this user have it. */
    FORBIDDEN,
    /** The hub asks to wait for longer than is reasonable. */
    RATE_LIMITED,
    /** The hub cannot be reached, or nobody wants it to be. */
    OFFLINE,
    /** What came is not what the hub announced, or nothing that a hub would say. */
    CORRUPT,
    /** There is no room on the disk, or no permission to write. */
    NO_ROOM
  }

  private final Kind kind;

  /** A problem, in a sentence. */
  public HubException(Kind kind, String sentence) {
    this(kind, sentence, null);
  }

  /** A problem, in a sentence, and what caused it. */
  public HubException(Kind kind, String sentence, Throwable cause) {
    super(ForeignText.message(sentence), cause);
    this.kind = kind;
  }

  /** Why. */
  public Kind kind() {
    return kind;
  }
}
