package org.llamajvm.hub.pull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.llamajvm.format.Sha256;
import org.llamajvm.hub.HubException.Kind;

/** Pulls from a hub that breaks, lies, is slow, and refuses. */
class HubFaultsTest extends PullCase {

  private static final String PASSWORD = "of no use to anybody";

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
  void givesUpWhereNothingNewComes() {
    PlayedHub.Fault[] faults = new PlayedHub.Fault[50];
    Arrays.fill(faults, PlayedHub.breakingWithoutRanges(1000));
    hub.failing("model.safetensors", faults);
    assertRefused(Kind.OFFLINE, "times in a row; what has come is kept", () -> pull(NAME));
    assertNoModel();
  }

  @Test
  void doesNotSayThatSomethingIsKeptIfNothingCame() {
    PlayedHub.Fault[] faults = new PlayedHub.Fault[50];
    Arrays.fill(faults, PlayedHub.breaking(0));
    hub.failing("model.safetensors", faults);
    assertRefused(Kind.OFFLINE, "times in a row; try again later", () -> pull(NAME));
    Arrays.fill(faults, PlayedHub.status(503));
    hub.failing("/", faults);
    assertRefused(Kind.OFFLINE, "times in a row; try again later", () -> pull(NAME));
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
    assertThat(cached().folder().resolve("snapshots"))
        .as("for Python's programs")
        .isEmptyDirectory();
    assertNoModel();
    pull(NAME);
    assertThat(weightsBlob()).hasBinaryContent(WEIGHTS);
  }

  @Test
  void beginsAnewWhereTheHubKnowsNoRanges() throws Exception {
    hub.failing("model.safetensors", PlayedHub.breaking(100_000), PlayedHub.sending(WEIGHTS));
    pull(NAME);
    assertThat(weightsBlob()).hasBinaryContent(WEIGHTS);
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

  @ParameterizedTest
  @ValueSource(ints = {-1000, 1000})
  void refusesAnotherLength(int difference) throws Exception {
    byte[] other = Arrays.copyOf(WEIGHTS, WEIGHTS.length + difference);
    hub.failing("model.safetensors", PlayedHub.sending(other));
    assertRefused(Kind.CORRUPT, "has announced 300000", () -> pull(NAME));
    assertNoModel();
  }
}
