package org.llamajvm.server.http;

import java.security.SecureRandom;

/** Names for replies that nobody can guess. */
public final class RandomId {

  private static final String LETTERS =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  private static final int LENGTH = 24;
  private static final SecureRandom RANDOM = new SecureRandom();

  private RandomId() {}

  /** A new name with this beginning. */
  public static String of(String prefix) {
    StringBuilder id = new StringBuilder(prefix);
    RANDOM.ints(LENGTH, 0, LETTERS.length()).forEach(i -> id.append(LETTERS.charAt(i)));
    return id.toString();
  }
}
