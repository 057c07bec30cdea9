package org.llamajvm.hub.pull;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.llamajvm.format.PlainFile;
import org.llamajvm.hub.HubException;
import org.llamajvm.hub.HubException.Kind;
import org.llamajvm.hub.Surroundings;
import org.llamajvm.hub.cache.CacheDirectory;

/**
 * Which hub, for whom, and how patient to be.
 *
 * @param endpoint address of the hub
 * @param token what the user shows to the hub
 * @param offline whether nobody wants the network to be used
 * @param patience how long nothing may come before a connection counts as broken
 * @param pause before the first of several tries; each further one is twice as long
 * @param longestWait what the hub may ask for at most
 * @param tries that may fail one after the other without a byte between them
 */
public record HubOptions(
    URI endpoint,
    Optional<String> token,
    boolean offline,
    Duration patience,
    Duration pause,
    Duration longestWait,
    int tries) {

  private static final String PUBLIC = "https://huggingface.co";
  private static final int LONGEST_TOKEN = 4096;

  /**
   * What the variables of Hugging Face's programs say: {@code HF_ENDPOINT}, {@code HF_TOKEN} or the
   * file that its programs keep the token in, and {@code HF_HUB_OFFLINE}.
   *
   * @throws HubException if the address or the token is none
   * @throws IOException if the token's file cannot be read
   */
  public static HubOptions of(Surroundings surroundings) throws IOException {
    return new HubOptions(
        endpoint(surroundings.variable("HF_ENDPOINT").orElse(PUBLIC)),
        token(surroundings),
        surroundings.flag("HF_HUB_OFFLINE") || surroundings.flag("TRANSFORMERS_OFFLINE"),
        Duration.ofSeconds(60),
        Duration.ofSeconds(1),
        Duration.ofMinutes(5),
        6);
  }

  private static URI endpoint(String text) throws HubException {
    try {
      URI uri = URI.create(text.replaceFirst("/+$", ""));
      String scheme = String.valueOf(uri.getScheme());
      if (uri.getHost() != null && (scheme.equals("https") || scheme.equals("http"))) {
        return uri;
      }
    } catch (IllegalArgumentException _) {
      // told below
    }
    throw new HubException(
        Kind.MISSING, "HF_ENDPOINT is no address of a hub such as %s: %s".formatted(PUBLIC, text));
  }

  private static Optional<String> token(Surroundings surroundings) throws IOException {
    Optional<String> token =
        surroundings.variable("HF_TOKEN").or(() -> surroundings.variable("HUGGING_FACE_HUB_TOKEN"));
    Optional<Path> file =
        surroundings
            .path("HF_TOKEN_PATH")
            .or(() -> CacheDirectory.home(surroundings).map(home -> home.resolve("token")));
    if (token.isEmpty() && file.isPresent() && Files.isReadable(file.get())) {
      token =
          Optional.of(
                  new String(PlainFile.read(file.get(), LONGEST_TOKEN), StandardCharsets.UTF_8)
                      .strip())
              .filter(text -> !text.isEmpty());
    }
    if (token.isPresent() && !token.get().chars().allMatch(c -> c > ' ' && c < 0x7F)) {
      throw new HubException(
          Kind.FORBIDDEN, "The token for the hub has blanks or letters that no token has");
    }
    return token;
  }

  /** The same with other times, for a hub that is near. */
  public HubOptions withTimes(Duration newPatience, Duration newPause, Duration newLongestWait) {
    return new HubOptions(endpoint, token, offline, newPatience, newPause, newLongestWait, tries);
  }
}
