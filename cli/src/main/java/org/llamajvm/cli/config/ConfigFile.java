package org.llamajvm.cli.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.llamajvm.format.ConfigDialect;
import org.llamajvm.format.JsonObject;
import org.llamajvm.format.ModelException;
import org.llamajvm.format.ModelFormatException;
import org.llamajvm.format.PlainFile;
import org.llamajvm.hub.Surroundings;

/**
 * What the user has settled once and for all: a table of each command gives its options, the table
 * {@code defaults} those of every command that has them, and {@code aliases} are names of models.
 */
public final class ConfigFile {

  private static final String DEFAULTS = "defaults";
  private static final String ALIASES = "aliases";
  private static final long MOST_BYTES = 1 << 20;

  private final JsonObject root;

  private ConfigFile(JsonObject root) {
    this.root = root;
  }

  /** One that says nothing. */
  public static ConfigFile empty() {
    return new ConfigFile(
        JsonObject.of(Path.of("config.toml"), "", Map.of(), ConfigDialect.CONFIG));
  }

  /** Whether it says nothing. */
  boolean isEmpty() {
    return root.keys().isEmpty();
  }

  /** Where it is: {@code LLAMA_CONFIG}, else below the user's folder of settings. */
  public static Optional<Path> path(Surroundings surroundings) {
    return surroundings
        .path("LLAMA_CONFIG")
        .or(() ->
            surroundings
                .settings()
                .map(settings -> settings.resolve("llama-jvm").resolve("config.toml")));
  }

  /**
   * Reads it, if there is one.
   *
   * @throws ModelFormatException if it is not TOML
   * @throws IOException if it cannot be read, or is not there although {@code LLAMA_CONFIG} names
   *     it
   */
  public static ConfigFile of(Surroundings surroundings) throws IOException {
    Optional<Path> path = path(surroundings);
    boolean named = surroundings.path("LLAMA_CONFIG").isPresent();
    return path.isEmpty() || (!named && Files.notExists(path.get())) ? empty() : read(path.get());
  }

  @SuppressWarnings("unchecked") // keys of TOML are strings
  static ConfigFile read(Path file) throws IOException {
    byte[] bytes = PlainFile.read(file, MOST_BYTES);
    try {
      Map<String, Object> tables = new TomlMapper().readValue(bytes, Map.class);
      return new ConfigFile(JsonObject.of(file, "", tables, ConfigDialect.CONFIG));
    } catch (JsonProcessingException e) {
      String line = e.getLocation() == null ? "" : ", line " + e.getLocation().getLineNr();
      throw ModelFormatException.corrupt(
          file, "%s is not TOML: %s%s".formatted(file.getFileName(), e.getOriginalMessage(), line));
    }
  }

  /**
   * Names of models that the user has chosen, and what they stand for.
   *
   * @throws ModelFormatException if one stands for no text
   */
  public Map<String, String> aliases() throws IOException {
    Optional<JsonObject> table = root.optionalObject(ALIASES);
    Map<String, String> aliases = new TreeMap<>();
    if (table.isPresent()) {
      for (String name : table.get().keys()) {
        aliases.put(name, table.get().text(name));
      }
    }
    return aliases;
  }

  /**
   * Refuses what is the table of no command.
   *
   * @param commands their names
   */
  public void checkTables(Set<String> commands) throws ModelException {
    for (String name : root.keys()) {
      if (!commands.contains(name) && !name.equals(DEFAULTS) && !name.equals(ALIASES)) {
        throw root.wrong(
            name,
            "only tables of commands, such as %s, and %s and %s"
                .formatted(NearestNames.of(name, commands), DEFAULTS, ALIASES));
      }
    }
  }

  /**
   * Refuses what is settled for all commands and none has.
   *
   * @param commands the names of the options of each, asked for as long as a key is not among them
   */
  void checkShared(Iterator<Set<String>> commands) throws ModelException {
    Optional<JsonObject> table = root.optionalObject(DEFAULTS);
    Set<String> unknown = new TreeSet<>(table.map(JsonObject::keys).orElse(List.of()));
    Set<String> known = new HashSet<>();
    while (!unknown.isEmpty() && commands.hasNext()) {
      Set<String> names = commands.next();
      unknown.removeAll(names);
      known.addAll(names);
    }
    for (String name : unknown) {
      String expected = "only options of commands, such as ";
      throw table.orElseThrow().wrong(name, expected + NearestNames.of(name, known));
    }
  }

  /**
   * What is settled for a command: its own table counts more than that for all.
   *
   * @throws ModelFormatException if a table is none
   */
  CommandDefaults defaults(String command) throws IOException {
    return new CommandDefaults(root, root.optionalObject(command), root.optionalObject(DEFAULTS));
  }
}
