package org.llamajvm.hub.pull;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.llamajvm.format.Sha256;
import org.llamajvm.hub.HubException;
import org.llamajvm.hub.HubException.Kind;

/**
 * A file of a repository on a hub.
 *
 * @param path its name, with directories
 * @param size in bytes
 * @param tag the sum of its content, in hexadecimal: SHA-256 of a large file, and of a small one
 *     what Git calls it
 */
public record RemoteFile(String path, long size, String tag) {

  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
  private static final Pattern SHA1 = Pattern.compile("[0-9a-f]{40}");
  private static final int LONGEST_PATH = 1000;

  /**
   * Takes nothing from a hub on trust that becomes the name of a file here.
   *
   * @throws HubException if the path would lead out of a directory, or a figure is none
   */
  static RemoteFile checked(String path, long size, String tag) throws HubException {
    if (!isSafe(path)) {
      throw new HubException(
          Kind.CORRUPT, "The hub names a file that must not be written: '%s'".formatted(path));
    }
    if (size < 0 || !(SHA256.matcher(tag).matches() || SHA1.matcher(tag).matches())) {
      throw new HubException(Kind.CORRUPT, "The hub gives no size or no sum of %s".formatted(path));
    }
    return new RemoteFile(path, size, tag);
  }

  private static boolean isSafe(String path) {
    return !path.isEmpty()
        && path.length() <= LONGEST_PATH
        && path.chars().noneMatch(c -> c < ' ' || c == 0x7F || c == '\\' || c == ':')
        && Arrays.stream(path.split("/", -1))
            .noneMatch(part -> part.isEmpty() || part.equals(".") || part.equals(".."));
  }

  /** A digest of the kind that the tag is, which has seen nothing of the content yet. */
  MessageDigest digest() {
    if (SHA256.matcher(tag).matches()) {
      return Sha256.digest();
    }
    try {
      MessageDigest git = MessageDigest.getInstance("SHA-1");
      git.update(("blob " + size + "\0").getBytes(StandardCharsets.US_ASCII));
      return git;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-1", e);
    }
  }

  /** What messages call the sum. */
  String sumLabel() {
    return SHA256.matcher(tag).matches() ? "SHA-256" : "Git's SHA-1";
  }
}
