package org.llamajvm.hub.find;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.llamajvm.hub.cache.CacheDirectory;
import org.llamajvm.hub.cache.CachedRepository;

/**
 * The cache of Hugging Face's programs. A snapshot other than that of the main branch is named
 * behind an {@code @}.
 *
 * @param cache where it is
 */
record HuggingFaceStore(CacheDirectory cache) implements Store {

  @Override
  public Path root() {
    return cache.path();
  }

  @Override
  public List<FoundModel> models() throws IOException {
    List<FoundModel> models = new ArrayList<>();
    for (CachedRepository repository : cache.repositories()) {
      for (CachedRepository.Snapshot snapshot : repository.snapshots()) {
        String name = repository.name().text();
        models.addAll(
            RepositoryModels.of(
                snapshot.label().isEmpty() ? name : name + "@" + snapshot.label(),
                Origin.HUGGING_FACE,
                repository.folder(),
                snapshot.directory(),
                ModelFolder.scan(snapshot.directory())));
      }
    }
    return models;
  }
}
