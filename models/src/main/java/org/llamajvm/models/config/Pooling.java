package org.llamajvm.models.config;

import static org.llamajvm.format.ModelException.Kind.UNSUPPORTED;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.llamajvm.format.JsonObject;
import org.llamajvm.format.ModelFormatException;
import org.llamajvm.format.PlainFile;

/**
 * How the states of a text's tokens become one vector, as the files of sentence-transformers say.
 *
 * @param kind which states count
 * @param normalized whether the vector has length 1
 */
public record Pooling(Kind kind, boolean normalized) {

  /** Which states count. */
  public enum Kind {
    /** The mean of all. */
    MEAN,
    /** That of the last token. */
    LAST,
    /** That of the first token. */
    FIRST
  }

  private static final String FILE = "1_Pooling/config.json";
  private static final String NORMALIZE = "2_Normalize";

  /**
   * Reads {@code 1_Pooling/config.json} of a model's directory. Vectors are normalized if there is
   * a directory {@code 2_Normalize}.
   *
   * @return empty if there is no such file: then the model is not one for embeddings
   * @throws org.llamajvm.format.ModelException if the file is damaged, or asks for a kind that is
   *     not supported
   * @throws IOException if the file cannot be read
   */
  public static Optional<Pooling> read(Path directory) throws IOException {
    Path file = directory.resolve(FILE);
    if (!PlainFile.isThere(file)) {
      return Optional.empty();
    }
    JsonObject json = JsonObject.read(file);
    boolean normalized = directory.resolve(NORMALIZE).toFile().isDirectory();
    Optional<Kind> kind = Optional.empty();
    if (json.flag("pooling_mode_mean_tokens", false)) {
      kind = Optional.of(Kind.MEAN);
    } else if (json.flag("pooling_mode_lasttoken", false)) {
      kind = Optional.of(Kind.LAST);
    } else if (json.flag("pooling_mode_cls_token", false)) {
      kind = Optional.of(Kind.FIRST);
    }
    return Optional.of(
        new Pooling(
            kind.orElseThrow(() ->
                ModelFormatException.of(
                    UNSUPPORTED, "no pooling by mean, last or first token", file)),
            normalized));
  }
}
