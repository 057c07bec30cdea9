package org.llamajvm.hub;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the process knows of its user and its system.
 *
 * @param environment the environment variables
 * @param home the user's directory, if there is one
 * @param system which habits count for places of files
 */
public record Surroundings(Map<String, String> environment, Optional<Path> home, Kind system) {

  /** Systems, as far as their habits differ. */
  public enum Kind {
    /** Linux and all others; the XDG base directory specification counts. */
    UNIX,
    /** macOS. */
    MAC,
    /** Windows. */
    WINDOWS
  }

  private static final Set<String> TRUE = Set.of("1", "true", "yes", "on");

  /** Copies the map. */
  public Surroundings {
    environment = Map.copyOf(environment);
  }

  /** Those of this process. */
  public static Surroundings current() {
    String os = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    Kind kind =
        os.startsWith("windows") ? Kind.WINDOWS : os.startsWith("mac") ? Kind.MAC : Kind.UNIX;
    return new Surroundings(System.getenv(), home(kind), kind);
  }

  /** Other programs believe the variable; Java asks the system alone, which may know another. */
  private static Optional<Path> home(Kind system) {
    Optional<Path> named =
        system == Kind.WINDOWS ? Optional.empty() : directory(System.getenv("HOME"));
    return named.or(() -> directory(System.getProperty("user.home")));
  }

  /** A directory of the user; Java says {@code ?} where the system knows none. */
  private static Optional<Path> directory(String name) {
    try {
      return Optional.ofNullable(name).map(Path::of).filter(Path::isAbsolute);
    } catch (InvalidPathException _) {
      return Optional.empty();
    }
  }

  /** A variable that is set to more than nothing. */
  public Optional<String> variable(String name) {
    return Optional.ofNullable(environment.get(name))
        .map(String::strip)
        .filter(value -> !value.isEmpty());
  }

  /** Whether a variable says yes: {@code 1}, {@code true}, {@code yes} or {@code on}. */
  public boolean flag(String name) {
    return variable(name)
        .map(value -> value.toLowerCase(Locale.ROOT))
        .filter(TRUE::contains)
        .isPresent();
  }

  /**
   * A variable that names a file or a directory; {@code ~} at its beginning is the home.
   *
   * @return nothing if it is not set or no path
   */
  public Optional<Path> path(String name) {
    return variable(name).flatMap(this::expand);
  }

  /** A path whose {@code ~} at the beginning is the home; nothing if it is none. */
  public Optional<Path> expand(String path) {
    try {
      if (path.equals("~")) {
        return home;
      }
      if (path.startsWith("~/")) {
        return home.map(directory -> directory.resolve(path.substring(2)));
      }
      return Optional.of(Path.of(path));
    } catch (InvalidPathException _) {
      return Optional.empty();
    }
  }

  /** A directory below the home. */
  public Optional<Path> atHome(String relative) {
    return home.map(directory -> directory.resolve(relative));
  }

  /** Where programs keep what they can get again. */
  public Optional<Path> caches() {
    return switch (system) {
      case UNIX -> xdg("XDG_CACHE_HOME", ".cache");
      case MAC -> atHome("Library/Caches");
      case WINDOWS -> path("LOCALAPPDATA");
    };
  }

  /** Where programs keep what their user owns. */
  public Optional<Path> data() {
    return switch (system) {
      case UNIX -> xdg("XDG_DATA_HOME", ".local/share");
      case MAC -> atHome("Library/Application Support");
      case WINDOWS -> path("LOCALAPPDATA");
    };
  }

  /** Where programs keep what is to survive from run to run. */
  public Optional<Path> state() {
    return system == Kind.UNIX ? xdg("XDG_STATE_HOME", ".local/state") : data();
  }

  /** Where programs look for their settings; on every system a variable of XDG counts. */
  public Optional<Path> settings() {
    Optional<Path> named = path("XDG_CONFIG_HOME").filter(Path::isAbsolute);
    if (named.isPresent()) {
      return named;
    }
    return system == Kind.WINDOWS ? path("APPDATA") : atHome(".config");
  }

  /** A directory of the XDG specification, by which relative paths are ignored. */
  private Optional<Path> xdg(String name, String below) {
    return path(name).filter(Path::isAbsolute).or(() -> atHome(below));
  }
}
