package org.llamajvm.cli.chat;

import java.io.File;
import java.util.Map;
import org.jline.terminal.Terminal;

/** What the environment says of the terminal: its type and whether it shows colours. */
public final class TerminalType {

  private final Map<String, String> environment;

  /** Reads the variables of the environment. */
  public TerminalType(Map<String, String> environment) {
    this.environment = environment;
  }

  /** The type for the line editor, or null if it finds out itself. */
  String name() {
    return isDumb() ? Terminal.TYPE_DUMB : null;
  }

  /** Whether colours are wanted and the terminal has them. */
  public boolean hasColours() {
    return environment.getOrDefault("NO_COLOR", "").isEmpty() && !isDumb();
  }

  /** Only Unix names types: without one, nothing is known but that lines can be printed. */
  private boolean isDumb() {
    String type = environment.getOrDefault("TERM", "");
    return type.equals(Terminal.TYPE_DUMB) || (type.isEmpty() && File.separatorChar == '/');
  }
}
