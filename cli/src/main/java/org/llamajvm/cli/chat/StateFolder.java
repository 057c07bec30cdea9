package org.llamajvm.cli.chat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/** Where programs keep what is to survive from run to run, by the habits of each system. */
final class StateFolder {

  private static final String NAME = "llama-jvm";

  private StateFolder() {}

  /**
   * The file of what was typed; its folder exists afterwards.
   *
   * @throws IOException if the folder cannot be made
   */
  static Path history() throws IOException {
    Path folder = folder(System.getenv(), System.getProperty("os.name"), home());
    Files.createDirectories(folder);
    return folder.resolve("history");
  }

  private static Path home() {
    return Path.of(System.getProperty("user.home"));
  }

  /** The folder: of the XDG base directory specification, or its like on Windows and macOS. */
  static Path folder(Map<String, String> environment, String system, Path home) {
    String state = environment.getOrDefault("XDG_STATE_HOME", "");
    if (!state.isEmpty() && Path.of(state).isAbsolute()) {
      return Path.of(state, NAME);
    }
    String os = system.toLowerCase(Locale.ROOT);
    if (os.startsWith("windows")) {
      String local = environment.getOrDefault("LOCALAPPDATA", "");
      return (local.isEmpty() ? home : Path.of(local)).resolve(NAME);
    }
    return os.startsWith("mac")
        ? home.resolve("Library/Application Support").resolve(NAME)
        : home.resolve(".local/state").resolve(NAME);
  }
}
