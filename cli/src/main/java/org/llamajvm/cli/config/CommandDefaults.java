package org.llamajvm.cli.config;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.llamajvm.format.JsonObject;
import org.llamajvm.format.ModelException;

/**
 * What the configuration file settles for a command.
 *
 * @param file all of it
 * @param own the command's table
 * @param shared the table for all commands
 */
record CommandDefaults(JsonObject file, Optional<JsonObject> own, Optional<JsonObject> shared) {

  /** The value of an option by any of its names, without dashes before it. */
  Optional<String> value(List<String> names) throws ModelException {
    for (Optional<JsonObject> table : List.of(own, shared)) {
      for (String name : names) {
        if (table.isPresent() && table.get().has(name)) {
          return Optional.of(text(table.get(), name));
        }
      }
    }
    return Optional.empty();
  }

  private static String text(JsonObject table, String name) throws ModelException {
    return switch (table.value(name)) {
      case String text -> text;
      case Number number -> number.toString();
      case Boolean flag -> flag.toString();
      case null, default -> throw table.wrong(name, "a string, a number, true or false");
    };
  }

  /**
   * Refuses what the command's own table settles and the command does not have.
   *
   * @param known all names of its options, without dashes before them
   */
  void check(Set<String> known) throws ModelException {
    if (own.isPresent()) {
      checkValues(own.get());
      for (String name : own.get().keys()) {
        if (!known.contains(name)) {
          String expected = "only options of the command, such as ";
          throw own.get().wrong(name, expected + NearestNames.of(name, known));
        }
      }
    }
    if (shared.isPresent()) {
      checkValues(shared.get());
    }
  }

  private static void checkValues(JsonObject table) throws ModelException {
    for (String name : table.keys()) {
      text(table, name);
    }
  }

  /**
   * Refuses several of the options that exclude each other.
   *
   * @param names of the options, without dashes before them
   */
  void checkOneOf(List<String> names) throws ModelException {
    for (Optional<JsonObject> table : List.of(own, shared)) {
      List<String> settled =
          names.stream().filter(name -> table.isPresent() && table.get().has(name)).toList();
      if (settled.size() > 1) {
        throw table.get().wrong(settled.getLast(), "not together with " + settled.getFirst());
      }
    }
  }
}
