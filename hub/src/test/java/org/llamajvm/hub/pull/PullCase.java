package org.llamajvm.hub.pull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.llamajvm.format.Sha256;
import org.llamajvm.hub.HubException;
import org.llamajvm.hub.HubException.Kind;
import org.llamajvm.hub.ModelReference;
import org.llamajvm.hub.Surroundings;
import org.llamajvm.hub.cache.CacheDirectory;
import org.llamajvm.hub.cache.CachedRepository;
import org.llamajvm.hub.find.ModelCatalog;

/** A hub on loopback, and a user with a cache of his own. */
abstract class PullCase {

  static final String NAME = "owner/name";
  static final byte[] WEIGHTS = noise(1, 300_000);
  static final String CONFIG = "{\"model_type\": \"llama\"}";
  static final int SMALL_FILES = CONFIG.length() + "{}".length(); // and tokenizer.json

  @TempDir Path directory;
  PlayedHub hub;
  Duration patience = Duration.ofSeconds(60);
  final List<String> notices = new CopyOnWriteArrayList<>();
  final AtomicLong shown = new AtomicLong();

  final PullListener listener =
      new PullListener() {
        @Override
        public void onPlan(int files, long bytes, long there) {
          shown.set(there - bytes);
        }

        @Override
        public void onBytes(long bytes) {
          shown.addAndGet(bytes);
        }

        @Override
        public void onNotice(String sentence) {
          notices.add(sentence);
        }
      };

  static byte[] noise(long seed, int length) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  @BeforeEach
  void openHub() throws IOException {
    hub =
        new PlayedHub(NAME)
            .with("README.md", "# No part of the model")
            .with("config.json", CONFIG)
            .with("tokenizer.json", "{}")
            .with("model.safetensors", WEIGHTS);
  }

  @AfterEach
  void closeHub() {
    hub.close();
  }

  Surroundings user(String... variables) {
    Map<String, String> environment = new HashMap<>();
    environment.put("HF_HOME", directory.resolve("hf").toString());
    environment.put("HF_ENDPOINT", hub.address().toString());
    for (int i = 0; i < variables.length; i += 2) {
      environment.put(variables[i], variables[i + 1]);
    }
    return new Surroundings(environment, Optional.empty(), Surroundings.Kind.UNIX);
  }

  PulledModel pull(String name, String... variables) throws Exception {
    Surroundings user = user(variables);
    HubOptions options =
        HubOptions.of(user).withTimes(patience, Duration.ofMillis(1), Duration.ofSeconds(10));
    return new ModelPull(options, CacheDirectory.of(user).orElseThrow(), Optional.empty())
        .pull(ModelReference.parse(name).orElseThrow(), listener);
  }

  CachedRepository cached() {
    return CacheDirectory.of(user())
        .orElseThrow()
        .repository(ModelReference.parse(NAME).orElseThrow().repository());
  }

  Path weightsBlob() {
    return cached().blob(Sha256.of(WEIGHTS));
  }

  void assertNoModel() {
    assertThat(ModelCatalog.of(user(), Optional.empty()).models()).isEmpty();
    assertThat(cached().folder().resolve("refs")).doesNotExist();
  }

  static void assertRefused(Kind kind, String message, ThrowingCallable work) {
    assertThatThrownBy(work)
        .isInstanceOfSatisfying(HubException.class, e -> assertThat(e.kind()).isEqualTo(kind))
        .hasMessageContaining(message);
  }
}
