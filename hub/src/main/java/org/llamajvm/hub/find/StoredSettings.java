package org.llamajvm.hub.find;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What ollama keeps beside a model.
 *
 * @param system the system message
 * @param template the form of a conversation, in Go's language for templates
 * @param numbers parameters that are numbers and count here, by their names, such as {@code
 *     temperature}
 * @param stop texts before which an answer ends
 * @param ignored what else there is and does not count here, in words
 */
public record StoredSettings(
    Optional<String> system,
    Optional<String> template,
    Map<String, Double> numbers,
    List<String> stop,
    List<String> ignored) {

  /** Settings that change nothing. */
  public static final StoredSettings NONE =
      new StoredSettings(Optional.empty(), Optional.empty(), Map.of(), List.of(), List.of());

  /** Copies the collections. */
  public StoredSettings {
    numbers = Map.copyOf(numbers);
    stop = List.copyOf(stop);
    ignored = List.copyOf(ignored);
  }
}
