package org.llamajvm.convert;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The files of the input as they were at the beginning, so that a change is noticed. */
final class InputFiles {

  private record State(long bytes, long modified) {
    static State of(Path file) throws IOException {
      return new State(Files.size(file), Files.getLastModifiedTime(file).toMillis());
    }
  }

  private final Map<Path, State> states;

  private InputFiles(Map<Path, State> states) {
    this.states = states;
  }

  static InputFiles of(List<Path> files) throws IOException {
    Map<Path, State> states = new LinkedHashMap<>();
    for (Path file : files) {
      states.put(file, State.of(file));
    }
    return new InputFiles(states);
  }

  /**
   * Compares with now.
   *
   * @throws IOException if a file is gone, or has another size or time
   */
  void checkUnchanged() throws IOException {
    for (Map.Entry<Path, State> entry : states.entrySet()) {
      if (!Files.exists(entry.getKey()) || !State.of(entry.getKey()).equals(entry.getValue())) {
        throw new IOException("Input changed while it was converted: " + entry.getKey());
      }
    }
  }

  /** Writes names, sizes and times under {@code inputs}. */
  void describe(Map<String, Object> job) {
    Map<String, Object> inputs = new LinkedHashMap<>();
    states.forEach((file, state) -> {
      Map<String, Object> input = new LinkedHashMap<>();
      input.put("bytes", state.bytes());
      input.put("modified", state.modified());
      inputs.put(file.getFileName().toString(), input);
    });
    job.put("inputs", inputs);
  }
}
