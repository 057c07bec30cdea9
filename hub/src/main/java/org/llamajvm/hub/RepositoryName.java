package org.llamajvm.hub;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a repository on a hub, {@code OWNER/NAME}; the oldest ones have no owner.
 *
 * @param text the name as people write it
 */
public record RepositoryName(String text) {

  private static final int LONGEST = 96;
  private static final Pattern FORM =
      Pattern.compile("(?:[A-Za-z0-9][\\w.-]*/)?[A-Za-z0-9_][\\w.-]*");

  private static final String PREFIX = "models--";
  private static final String SEPARATOR = "--";

  /**
   * Checks the form, which keeps a name from leading out of a directory.
   *
   * @throws IllegalArgumentException if no hub would have a repository of that name
   */
  public RepositoryName {
    if (!isName(text)) {
      throw new IllegalArgumentException("Not the name of a repository, OWNER/NAME: " + text);
    }
  }

  /** Whether a text can be the name of a repository. */
  public static boolean isName(String text) {
    Matcher matcher = FORM.matcher(text);
    return text.length() <= LONGEST
        && matcher.matches()
        && !text.contains("..")
        && !text.contains(SEPARATOR)
        && !text.endsWith(".")
        && !text.endsWith("-")
        && !text.endsWith(".git");
  }

  /** The directory of the cache in which the repository is. */
  public String folder() {
    return PREFIX + text.replace("/", SEPARATOR);
  }

  /** The repository whose directory in the cache has that name. */
  public static Optional<RepositoryName> ofFolder(String folder) {
    if (!folder.startsWith(PREFIX)) {
      return Optional.empty();
    }
    String name = folder.substring(PREFIX.length()).replaceFirst(SEPARATOR, "/");
    return isName(name) ? Optional.of(new RepositoryName(name)) : Optional.empty();
  }

  /** The part after the owner. */
  public String name() {
    return text.substring(text.indexOf('/') + 1);
  }

  @Override
  public String toString() {
    return text;
  }
}
