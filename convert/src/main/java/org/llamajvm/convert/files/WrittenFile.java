package org.llamajvm.convert.files;

import org.llamajvm.format.Sha256;

/**
 * A file that was written.
 *
 * @param name its name in its directory
 * @param bytes its size
 * @param sha256 SHA-256 of its content, in lower-case hexadecimal
 */
public record WrittenFile(String name, long bytes, String sha256) {

  /** A file with that content, written already or not yet. */
  public static WrittenFile of(String name, byte[] content) {
    return new WrittenFile(name, content.length, Sha256.of(content));
  }
}
