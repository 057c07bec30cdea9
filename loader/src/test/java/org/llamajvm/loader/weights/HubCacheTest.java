package org.llamajvm.loader.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Directories as huggingface_hub lays them out. */
class HubCacheTest {

  @TempDir private Path cache;
  private Path repository;

  @BeforeEach
  void make() throws IOException {
    repository = Files.createDirectories(cache.resolve("models--owner--name"));
    Files.createDirectories(repository.resolve("blobs"));
  }

  private Path snapshot(String commit) throws IOException {
    return Files.createDirectories(repository.resolve("snapshots").resolve(commit));
  }

  @Test
  void leavesOtherDirectoriesAlone() throws IOException {
    assertThat(HubCache.resolve(cache)).isEqualTo(cache);
    assertThat(HubCache.resolve(cache.resolve("none"))).isEqualTo(cache.resolve("none"));
    Path model = snapshot("abc");
    assertThat(HubCache.resolve(model)).isEqualTo(model);
    Files.createFile(repository.resolve("config.json"));
    assertThat(HubCache.resolve(repository)).isEqualTo(repository);
  }

  @Test
  void takesTheOnlySnapshot() throws IOException {
    Path only = snapshot("abc");
    assertThat(HubCache.resolve(repository)).isEqualTo(only);
  }

  @Test
  void takesTheSnapshotOfTheMainBranch() throws IOException {
    snapshot("abc");
    Path main = snapshot("def");
    Files.createDirectories(repository.resolve("refs"));
    Files.writeString(repository.resolve("refs/main"), "def\n");
    assertThat(HubCache.resolve(repository)).isEqualTo(main);
  }

  @Test
  void saysWhatToName() throws IOException {
    assertThatThrownBy(() -> ModelFiles.find(cache))
        .hasMessageContaining("The cache of Hugging Face; name one of the models in it, such as")
        .hasMessageContaining("models--owner--name");
    snapshot("abc");
    snapshot("def");
    assertThat(HubCache.resolve(repository)).isEqualTo(repository);
    assertThatThrownBy(() -> ModelFiles.find(repository))
        .hasMessageContaining("name a snapshot in it, such as " + snapshot("abc"));
  }

  @Test
  void followsNoReferenceOutOfTheDirectory() throws IOException {
    snapshot("abc");
    snapshot("def");
    Files.createDirectories(repository.resolve("refs"));
    Files.writeString(repository.resolve("refs/main"), "../blobs");
    assertThat(HubCache.resolve(repository)).isEqualTo(repository);
  }
}
