package org.llamajvm.hub.pull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.llamajvm.format.Sha256;
import org.llamajvm.hub.HubException;
import org.llamajvm.hub.HubException.Kind;
import org.llamajvm.hub.ModelReference;
import org.llamajvm.hub.Surroundings;
import org.llamajvm.hub.cache.CacheDirectory;
import org.llamajvm.hub.cache.CachedRepository;
import org.llamajvm.hub.find.ModelCatalog;

/** Pulls from a hub on loopback that breaks, lies, is slow, and refuses. */
class ModelPullTest {

  private static final String NAME = "owner/name";
  private static final String PASSWORD = "of no use to anybody";
  private static final byte[] WEIGHTS = noise(1, 300_000);
  private static final String CONFIG = "{\"model_type\": \"llama\"}";
  private static final int SMALL_FILES = CONFIG.length() + "{}".length(); // and tokenizer.json

  @TempDir private Path directory;
  private PlayedHub hub;
  private Duration patience = Duration.ofSeconds(60);
  private final List<String> notices = new CopyOnWriteArrayList<>();
  private final AtomicLong shown = new AtomicLong();

  private final PullListener listener =
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

  private static byte[] noise(long seed, int length) {
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

  private Surroundings user(String... variables) {
    Map<String, String> environment = new HashMap<>();
    environment.put("HF_HOME", directory.resolve("hf").toString());
    environment.put("HF_ENDPOINT", hub.address().toString());
    for (int i = 0; i < variables.length; i += 2) {
      environment.put(variables[i], variables[i + 1]);
    }
    return new Surroundings(environment, Optional.empty(), Surroundings.Kind.UNIX);
  }

  private PulledModel pull(String name, String... variables) throws Exception {
    Surroundings user = user(variables);
    HubOptions options =
        HubOptions.of(user).withTimes(patience, Duration.ofMillis(1), Duration.ofSeconds(10));
    return new ModelPull(options, CacheDirectory.of(user).orElseThrow(), Optional.empty())
        .pull(ModelReference.parse(name).orElseThrow(), listener);
  }

  private CachedRepository cached() {
    return CacheDirectory.of(user())
        .orElseThrow()
        .repository(ModelReference.parse(NAME).orElseThrow().repository());
  }

  private Path weightsBlob() {
    return cached().blob(Sha256.of(WEIGHTS));
  }

  private void assertNoModel() {
    assertThat(ModelCatalog.of(user(), Optional.empty()).models()).isEmpty();
    assertThat(cached().folder().resolve("refs")).doesNotExist();
  }

  private static void assertRefused(Kind kind, String message, ThrowingCallable work) {
    assertThatThrownBy(work)
        .isInstanceOfSatisfying(HubException.class, e -> assertThat(e.kind()).isEqualTo(kind))
        .hasMessageContaining(message);
  }

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
  void goesOnWhereTheConnectionBroke() throws Exception {
    hub.failing("model.safetensors", PlayedHub.breaking(100_000), PlayedHub.breaking(50_000));
    pull(NAME);
    assertThat(weightsBlob()).hasBinaryContent(WEIGHTS);
    List<PlayedHub.Request> requests = hub.requestsFor("model.safetensors");
    assertThat(requests).hasSize(3);
    assertThat(requests.get(0).range()).isNull();
    assertThat(requests.get(2).range()).matches("bytes=[1-9]\\d+-");
    assertThat(shown).hasValue(0);
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
  void beginsAnewWhereTheHubKnowsNoRanges() throws Exception {
    hub.failing("model.safetensors", PlayedHub.breaking(100_000), PlayedHub.sending(WEIGHTS));
    pull(NAME);
    assertThat(weightsBlob()).hasBinaryContent(WEIGHTS);
  }

  @Test
  void givesUpWhereNothingNewComes() {
    PlayedHub.Fault[] faults = new PlayedHub.Fault[50];
    Arrays.fill(faults, PlayedHub.breakingWithoutRanges(1000));
    hub.failing("model.safetensors", faults);
    assertRefused(Kind.OFFLINE, "times in a row", () -> pull(NAME));
    assertNoModel();
  }

  @Test
  void saysThatAPageCameInstead() {
    hub.failing("/", PlayedHub.page());
    assertRefused(Kind.CORRUPT, "answers with a web page", () -> pull(NAME));
    hub.failing("model.safetensors", PlayedHub.page());
    assertRefused(Kind.CORRUPT, "HF_ENDPOINT and HTTPS_PROXY", () -> pull(NAME));
    assertNoModel();
  }

  @Test
  void givesAdviceWhereTheHubIsAskedTooOften() {
    PlayedHub.Fault[] faults = new PlayedHub.Fault[20];
    Arrays.fill(faults, PlayedHub.status(429));
    hub.failing("/", faults);
    assertRefused(Kind.RATE_LIMITED, "try again later, or set HF_TOKEN", () -> pull(NAME));
  }

  @Test
  @Timeout(120)
  void leavesAHubThatSendsNothing() throws Exception {
    hub.failing("model.safetensors", PlayedHub.stalling(5_000, 600_000));
    patience = Duration.ofMillis(300);
    pull(NAME);
    assertThat(hub.requestsFor("model.safetensors")).hasSizeGreaterThan(1);
    assertThat(weightsBlob()).hasBinaryContent(WEIGHTS);
  }

  @Test
  void keepsNothingOfAFileWithAnotherSum() throws Exception {
    hub.failing("model.safetensors", PlayedHub.sending(noise(3, WEIGHTS.length)));
    assertRefused(Kind.CORRUPT, "SHA-256 of model.safetensors is ", () -> pull(NAME));
    assertThat(cached().incomplete(Sha256.of(WEIGHTS))).doesNotExist();
    assertNoModel();
    pull(NAME);
    assertThat(weightsBlob()).hasBinaryContent(WEIGHTS);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1000, 1000})
  void refusesAnotherLength(int difference) throws Exception {
    byte[] other = Arrays.copyOf(WEIGHTS, WEIGHTS.length + difference);
    hub.failing("model.safetensors", PlayedHub.sending(other));
    assertRefused(Kind.CORRUPT, "has announced 300000", () -> pull(NAME));
    assertNoModel();
  }

  @Test
  void showsTheTokenToTheHubAlone() throws Exception {
    try (PlayedHub storage = new PlayedHub("none/none").with("/store", WEIGHTS)) {
      hub.failing(
          "model.safetensors",
          PlayedHub.status(302, "Location", "/moved"),
          PlayedHub.status(302, "Location", storage.address() + "/store"));
      hub.failing("/moved", PlayedHub.status(307, "Location", storage.address() + "/store"));
      pull(NAME, "HF_TOKEN", "hf_secret");
      assertThat(hub.requests).allMatch(request -> "Bearer hf_secret".equals(request.token()));
      assertThat(storage.requests).isNotEmpty().allMatch(request -> request.token() == null);
      assertThat(weightsBlob()).hasBinaryContent(WEIGHTS);
    }
  }

  @Test
  void refusesToGoInCircles() {
    PlayedHub.Fault[] circle = new PlayedHub.Fault[20];
    Arrays.fill(
        circle, PlayedHub.status(302, "Location", "/owner/name/resolve/x/model.safetensors"));
    hub.failing("model.safetensors", circle);
    assertRefused(Kind.CORRUPT, "without end", () -> pull(NAME));
  }

  @Test
  void waitsAsLongAsTheHubAsks() throws Exception {
    hub.failing("/", PlayedHub.status(429, "Retry-After", "0"));
    hub.failing(
        "model.safetensors", PlayedHub.status(429, "Retry-After", "0"), PlayedHub.status(503));
    pull(NAME);
    assertThat(hub.requestsFor("model.safetensors")).hasSize(3);
    hub.failing("/", PlayedHub.status(429, "Retry-After", "3600"));
    assertRefused(Kind.RATE_LIMITED, "it asks to wait 3600 s", () -> pull(NAME));
  }

  @Test
  void saysWhyTheHubRefuses() throws Exception {
    hub.failing("/", PlayedHub.status(401, "X-Error-Code", "RepoNotFound"));
    assertRefused(Kind.MISSING, "There is no model owner/name at 127.0.0.1", () -> pull(NAME));
    hub.failing("/", PlayedHub.status(404, "X-Error-Code", "RevisionNotFound"));
    assertRefused(Kind.MISSING, "no branch, tag or commit 'v9'", () -> pull(NAME + "@v9"));
    hub.failing("/", PlayedHub.status(401));
    assertRefused(
        Kind.FORBIDDEN, "does not accept the token", () -> pull(NAME, "HF_TOKEN", "hf_old"));
    hub.failing("model.safetensors", PlayedHub.status(403, "X-Error-Code", "GatedRepo"));
    assertRefused(Kind.FORBIDDEN, "owner/name is gated: agree to its terms", () -> pull(NAME));
    hub.failing("config.json", PlayedHub.status(404, "X-Error-Code", "EntryNotFound"));
    hub.failing("/", PlayedHub.sending("<html>".getBytes(StandardCharsets.UTF_8)));
    assertThatThrownBy(() -> pull(NAME)).hasMessageContaining("is not that of a hub");
    assertNoModel();
  }

  @Test
  void saysThatThereIsNoNetwork() throws Exception {
    assertRefused(Kind.OFFLINE, "HF_HUB_OFFLINE is set", () -> pull(NAME, "HF_HUB_OFFLINE", "1"));
    assertThat(hub.requests).isEmpty();
    URI nobody = hub.address();
    hub.close();
    assertRefused(Kind.OFFLINE, "Cannot reach " + nobody.getAuthority(), () -> pull(NAME));
  }

  @Test
  void doesNotTryAgainWhereTheCertificateIsUnknown() throws Exception {
    HttpsServer server =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(ownCertificate()));
    server.start();
    String authority = "127.0.0.1:" + server.getAddress().getPort();
    try {
      assertRefused(
          Kind.OFFLINE,
          "The certificate of %s is not one that Java trusts (".formatted(authority),
          () -> pull(NAME, "HF_ENDPOINT", "https://" + authority));
    } finally {
      server.stop(0);
    }
    assertThat(notices).isEmpty();
    assertNoModel();
  }

  private SSLContext ownCertificate() throws Exception {
    Path store = directory.resolve("store");
    String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    Process process =
        new ProcessBuilder(
                keytool,
                "-genkeypair",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD,
                "-keyalg",
                "EC",
                "-dname",
                "CN=127.0.0.1",
                "-ext",
                "san=ip:127.0.0.1")
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("keytool").toFile())
            .start();
    assertThat(process.waitFor()).isZero();
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray()), PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context;
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
