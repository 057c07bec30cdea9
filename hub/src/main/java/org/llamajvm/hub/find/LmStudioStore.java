package org.llamajvm.hub.find;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A folder of LM Studio: of each publisher a directory, and in it one of each repository.
 *
 * @param root the folder
 */
record LmStudioStore(Path root) implements Store {

  @Override
  public List<FoundModel> models() throws IOException {
    List<FoundModel> models = new ArrayList<>();
    for (Path publisher : directories(root)) {
      for (Path repository : directories(publisher)) {
        models.addAll(
            RepositoryModels.of(
                publisher.getFileName() + "/" + repository.getFileName(),
                Origin.LM_STUDIO,
                repository,
                repository,
                ModelFolder.scan(repository)));
      }
    }
    return models;
  }

  private static List<Path> directories(Path parent) throws IOException {
    if (!Files.isDirectory(parent)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(parent)) {
      return entries
          .filter(entry -> !entry.getFileName().toString().startsWith("."))
          .filter(Files::isDirectory)
          .sorted()
          .toList();
    } catch (AccessDeniedException _) {
      return List.of();
    }
  }
}
