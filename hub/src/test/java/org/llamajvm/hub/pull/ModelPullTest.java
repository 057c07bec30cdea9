package org.llamajvm.hub.pull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.llamajvm.format.Sha256;
import org.llamajvm.hub.HubException.Kind;
import org.llamajvm.hub.ModelReference;
import org.llamajvm.hub.find.ModelCatalog;

/** What a pull fetches, leaves in the cache, and finds there. */
class ModelPullTest extends PullCase {

  @Test
  void writesTheLayoutOfTheCache() throws Exception {
    PulledModel pulled = pull(NAME);
    Path snapshot = cached().snapshot(PlayedHub.COMMIT);
    assertThat(pulled.path()).isEqualTo(snapshot);
    assertThat(Files.readString(cached().folder().resolve("refs/main")))
        .isEqualTo(PlayedHub.COMMIT);
    assertThat(Files.readSymbolicLink(snapshot.resolve("model.safetensors")))
        .isEqualTo(Path.of("../../blobs", Sha256.of(WEIGHTS)));
    assertThat(snapshot.resolve("model.safetensors")).hasBinaryContent(WEIGHTS);
    assertThat(Files.readSymbolicLink(snapshot.resolve("config.json")).getFileName().toString())
        .isEqualTo(PlayedHub.git(CONFIG.getBytes(StandardCharsets.UTF_8)));
    assertThat(hub.paths()).doesNotContain("README");
    assertThat(shown).hasValue(0);
    try (Stream<Path> blobs = Files.list(cached().folder().resolve("blobs"))) {
      assertThat(blobs).hasSize(3).noneMatch(blob -> blob.toString().endsWith(".incomplete"));
    }
    assertThat(ModelCatalog.of(user(), Optional.empty()).find(NAME).orElseThrow().path())
        .isEqualTo(snapshot);
  }

  @Test
  void fetchesNothingTwice() throws Exception {
    pull(NAME);
    int before = hub.requests.size();
    PulledModel again = pull(NAME);
    assertThat(again.fetched()).isZero();
    assertThat(again.awaited()).isZero();
    assertThat(hub.requests).hasSize(before + 1);
  }

  @Test
  void goesOnWhereAnotherProcessWasKilled() throws Exception {
    Path incomplete = cached().incomplete(Sha256.of(WEIGHTS));
    Files.createDirectories(incomplete.getParent());
    Files.write(incomplete, Arrays.copyOf(WEIGHTS, 123_456));
    assertNoModel();
    assertThat(pull(NAME).fetched()).isEqualTo(WEIGHTS.length - 123_456 + SMALL_FILES);
    assertThat(hub.requestsFor("model.safetensors").getFirst().range()).isEqualTo("bytes=123456-");
    assertThat(weightsBlob()).hasBinaryContent(WEIGHTS);
    assertThat(incomplete).doesNotExist();
    assertThat(shown).hasValue(0);
  }

  @Test
  void doesNotTrustWhatIsLeft() throws Exception {
    Path incomplete = cached().incomplete(Sha256.of(WEIGHTS));
    Files.createDirectories(incomplete.getParent());
    Files.write(incomplete, noise(2, 1000));
    pull(NAME);
    assertThat(weightsBlob()).hasBinaryContent(WEIGHTS);
    assertThat(notices)
        .anyMatch(notice -> notice.contains("SHA-256 of model.safetensors is wrong"));
    assertThat(shown).hasValue(0);
  }

  @Test
  void checksTheRoomBeforeAnythingIsFetched() {
    hub.withListed("big.gguf", 1L << 60, "0".repeat(64));
    assertRefused(Kind.NO_ROOM, "MiB are free below", () -> pull(NAME + ":big"));
    assertThat(hub.requests).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../evil.gguf",
        "/etc/evil.gguf",
        "a/../../evil.gguf",
        "a//evil.gguf",
        "C:evil.gguf",
        "a\\evil.gguf",
        "./evil.gguf",
        "evil\n.gguf"
      })
  void writesNowhereElse(String path) {
    hub.withListed(path, 3, "0".repeat(64));
    assertRefused(Kind.CORRUPT, "a file that must not be written", () -> pull(NAME));
  }

  @Test
  void twoPullsFetchEveryFileOnce() throws Exception {
    CompletableFuture<PulledModel> other =
        CompletableFuture.supplyAsync(() -> {
          try {
            return pull(NAME);
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        });
    PulledModel one = pull(NAME);
    PulledModel two = other.get(60, TimeUnit.SECONDS);
    assertThat(hub.requestsFor("model.safetensors")).hasSize(1);
    assertThat(one.fetched() + two.fetched()).isEqualTo(WEIGHTS.length + SMALL_FILES);
    assertThat(weightsBlob()).hasBinaryContent(WEIGHTS);
  }

  @Test
  void waitsForWhoeverHasTheLock() throws Exception {
    Path lock = cached().lock(Sha256.of(WEIGHTS));
    Files.createDirectories(lock.getParent());
    CompletableFuture<PulledModel> waiting;
    try (FileChannel channel =
            FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock _ = channel.lock()) {
      waiting =
          CompletableFuture.supplyAsync(() -> {
            try {
              return pull(NAME);
            } catch (Exception e) {
              throw new IllegalStateException(e);
            }
          });
      while (notices.isEmpty()) {
        Thread.onSpinWait();
      }
      Files.createDirectories(weightsBlob().getParent());
      Files.write(weightsBlob(), WEIGHTS);
    }
    PulledModel pulled = waiting.get(60, TimeUnit.SECONDS);
    assertThat(pulled.fetched()).isEqualTo(SMALL_FILES);
    assertThat(pulled.awaited()).isEqualTo(WEIGHTS.length);
    assertThat(shown).hasValue(0);
    assertThat(notices).containsExactly("Another pull fetches model.safetensors; waiting for it");
    assertThat(hub.requestsFor("model.safetensors")).isEmpty();
  }

  @Test
  void takesTheShardsThatTheIndexNames() throws Exception {
    try (PlayedHub other = new PlayedHub(NAME)) {
      other
          .with("config.json", CONFIG)
          .with("consolidated.safetensors", noise(9, 10))
          .with("model-00001-of-00002.safetensors", noise(4, 1000))
          .with("model-00002-of-00002.safetensors", noise(5, 1000))
          .with(
              "model.safetensors.index.json",
              """
              {"weight_map": {"a": "model-00001-of-00002.safetensors",
                              "b": "model-00002-of-00002.safetensors"}}
              """);
      PulledModel pulled = pull(NAME, "HF_ENDPOINT", other.address().toString());
      assertThat(pulled.files()).isEqualTo(4);
      assertThat(other.paths()).doesNotContain("consolidated");
      assertThat(pulled.path().resolve("model.safetensors.index.json")).exists();
    }
  }

  @Test
  void choosesAmongQuantisations() throws Exception {
    try (PlayedHub other = new PlayedHub(NAME)) {
      List<String> endpoint = List.of("HF_ENDPOINT", other.address().toString());
      String[] at = endpoint.toArray(String[]::new);
      other
          .with("mmproj-model-f16.gguf", noise(6, 10))
          .with("model-q4_k_m.gguf", noise(7, 10))
          .with("model.Q8_0.gguf", noise(8, 10))
          .with("BF16/model-BF16-00001-of-00002.gguf", noise(10, 10))
          .with("BF16/model-BF16-00002-of-00002.gguf", noise(11, 10));
      assertThat(pull(NAME, at).path()).hasFileName("model-q4_k_m.gguf");
      assertThat(pull(NAME + ":q8_0", at).path()).hasFileName("model.Q8_0.gguf");
      PulledModel set = pull(NAME + ":BF16", at);
      assertThat(set.path()).hasFileName("model-BF16-00001-of-00002.gguf");
      assertThat(set.files()).isEqualTo(2);
      assertRefused(
          Kind.MISSING,
          "no 'Q2_K'; name one of BF16, Q4_K_M, Q8_0",
          () -> pull(NAME + ":Q2_K", at));
      List<String> names =
          new ArrayList<>(ModelCatalog.of(user(), Optional.empty()).models().keySet());
      assertThat(names).containsExactly(NAME + ":BF16", NAME + ":Q4_K_M", NAME + ":Q8_0");
    }
  }

  @Test
  void refusesWhatHoldsNoModel() throws Exception {
    try (PlayedHub other = new PlayedHub(NAME)) {
      other.with("config.json", CONFIG).with("pytorch_model.bin", noise(12, 10));
      assertRefused(
          Kind.MISSING,
          "neither safetensors nor a GGUF file, but a checkpoint of another kind",
          () -> pull(NAME, "HF_ENDPOINT", other.address().toString()));
      assertRefused(Kind.MISSING, "no GGUF file", () -> pull(NAME + ":Q4_0"));
    }
  }

  @Test
  void saysThatTheCacheCannotBeWritten() throws Exception {
    Path place = Files.createDirectories(directory.resolve("hf"));
    Files.setPosixFilePermissions(place, PosixFilePermissions.fromString("r-xr-xr-x"));
    assumeTrue(!Files.isWritable(place), "root may write everywhere");
    assertRefused(Kind.NO_ROOM, "HF_HUB_CACHE names another one", () -> pull(NAME));
  }

  @Test
  void saysThatAFileIsInTheWay() throws Exception {
    Files.writeString(directory.resolve("hf"), "no directory");
    assertRefused(Kind.NO_ROOM, "Cannot write to the cache", () -> pull(NAME));
  }

  @Test
  void keepsRevisionsApart() throws Exception {
    pull(NAME + "@refs/pr/1");
    assertThat(Files.readString(cached().folder().resolve("refs/refs/pr/1")))
        .isEqualTo(PlayedHub.COMMIT);
    assertThat(ModelReference.parse("owner/name@../../x")).isEmpty();
    assertThat(ModelReference.parse("../name")).isEmpty();
    assertThat(ModelReference.parse("a/b/c")).isEmpty();
  }
}
