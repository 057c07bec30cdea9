package org.llamajvm.convert.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/** Finds the files that belong to a model beside its weights and its configuration. */
public final class SideFiles {

  private static final Set<String> NAMES =
      Set.of(
          "tokenizer.model",
          "tokenizer.json",
          "tokenizer_config.json",
          "special_tokens_map.json",
          "added_tokens.json",
          "vocab.json",
          "merges.txt",
          "generation_config.json",
          "chat_template.jinja",
          "chat_template.json");

  private static final List<String> LICENCES =
      List.of("license", "licence", "notice", "copying", "use_policy", "use-policy");

  private SideFiles() {}

  /**
   * The side files in a directory, ordered by name.
   *
   * @throws IOException if the directory cannot be listed
   */
  public static List<SideFile> in(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> belongs(file.getFileName().toString()))
          .sorted()
          .<SideFile>map(file -> new SideFile.Copied(file.getFileName().toString(), file))
          .toList();
    }
  }

  private static boolean belongs(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return NAMES.contains(name) || LICENCES.stream().anyMatch(lower::startsWith);
  }
}
