package org.llamajvm.hub;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A model on a hub: {@code OWNER/NAME[@REVISION][:QUANT]}.
 *
 * @param repository the repository
 * @param revision a branch, a tag or a commit
 * @param quantization which of several models in GGUF
 */
public record ModelReference(
    RepositoryName repository, Optional<String> revision, Optional<String> quantization) {

  private static final Pattern FORM =
      Pattern.compile("(?<name>[^@:]+)(?:@(?<revision>[^:]+))?(?::(?<quantization>[^:/]+))?");
  private static final Pattern REVISION = Pattern.compile("[\\w][\\w./+-]{0,199}");
  private static final String PREFIX = "hf:";

  /** Checks the revision, which keeps it from leading out of a directory. */
  public ModelReference {
    if (revision.isPresent() && !isRevision(revision.get())) {
      throw new IllegalArgumentException("Not a branch, a tag or a commit: " + revision.get());
    }
  }

  private static boolean isRevision(String text) {
    return REVISION.matcher(text).matches()
        && !text.contains("..")
        && !text.contains("//")
        && !text.contains("/.")
        && !text.endsWith("/");
  }

  /**
   * Reads a name; {@code hf:} may stand before it.
   *
   * @return nothing if it is none of that form
   */
  public static Optional<ModelReference> parse(String text) {
    String name = text.startsWith(PREFIX) ? text.substring(PREFIX.length()) : text;
    Matcher matcher = FORM.matcher(name);
    if (!matcher.matches() || !RepositoryName.isName(matcher.group("name"))) {
      return Optional.empty();
    }
    Optional<String> revision = Optional.ofNullable(matcher.group("revision"));
    return revision.isPresent() && !isRevision(revision.get())
        ? Optional.empty()
        : Optional.of(
            new ModelReference(
                new RepositoryName(matcher.group("name")),
                revision,
                Optional.ofNullable(matcher.group("quantization"))));
  }

  /** The same model in another revision. */
  public ModelReference at(String other) {
    return new ModelReference(repository, Optional.of(other), quantization);
  }
}
