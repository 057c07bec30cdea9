package org.llamajvm.cli.output;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.llamajvm.hub.Surroundings;

/** Tells people what they may not know: each thing once, and only where somebody watches. */
public final class Hints {

  private final Streams streams;
  private final Optional<Path> told;

  /** Remembers what was told in the user's folder for such things. */
  public Hints(Streams streams, Surroundings surroundings) {
    this.streams = streams;
    told = surroundings.state().map(state -> state.resolve("llama-jvm").resolve("hints"));
  }

  /** Whether nobody has been told this yet, and somebody can be now. */
  public boolean isNew(String topic) {
    try {
      return streams.errIsTerminal()
          && !(told.isPresent()
              && Files.isRegularFile(told.get())
              && Files.readAllLines(told.get()).contains(topic));
    } catch (IOException _) {
      return false;
    }
  }

  /**
   * Tells it; where it cannot be remembered, it is told again the next time.
   *
   * @param topic by which it is remembered
   */
  public void tell(String topic, String sentence) {
    streams.info(sentence);
    if (told.isEmpty()) {
      return;
    }
    try {
      Files.createDirectories(told.get().getParent());
      Files.writeString(
          told.get(), topic + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException _) {
      return; // told again then
    }
  }
}
