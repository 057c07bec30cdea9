package org.llamajvm.cli.config;

import java.util.Comparator;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.llamajvm.format.EditDistance;
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
      for (String name : own.get().keys()) {
        text(own.get(), name);
      }
      NavigableSet<String> unknown = new TreeSet<>(own.get().keys());
      unknown.removeAll(known);
      if (!unknown.isEmpty()) {
        String name = unknown.first();
        throw own.get().wrong(name, "only options of the command, such as " + nearest(name, known));
      }
    }
  }

  /** The options that look most like a name; one letter looks like nothing. */
  private static String nearest(String name, Set<String> known) {
    return known.stream()
        .filter(option -> option.length() > 1)
        .sorted(
            Comparator.<String>comparingInt(option -> EditDistance.of(name, option))
                .thenComparing(Comparator.naturalOrder()))
        .limit(3)
        .collect(Collectors.joining(", "));
  }
}
