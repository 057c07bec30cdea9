package org.llamajvm.models.source;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The hash that tells models and files apart. */
public final class Sha256 {

  private Sha256() {}

  /** A digest that has seen nothing yet. */
  public static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }
}
