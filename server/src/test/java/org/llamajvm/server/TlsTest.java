package org.llamajvm.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** HTTPS, with a certificate that the JDK's keytool makes. */
class TlsTest {

  private static final String PASSWORD = "changeit";

  @TempDir private static Path directory;
  private static Path keystore;
  private static KeyStore keys;

  @BeforeAll
  static void makeCertificate() throws Exception {
    keystore = directory.resolve("keys.p12");
    Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
    Process process =
        new ProcessBuilder(
                keytool.toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-alias",
                "server",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=ip:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-keystore",
                keystore.toString(),
                "-storepass",
                PASSWORD)
            .inheritIO()
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(keystore)) {
      keys.load(in, PASSWORD.toCharArray());
    }
  }

  private static int status(LlamaServer server) throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("server", keys.getCertificate("server"));
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    try (HttpClient client = HttpClient.newBuilder().sslContext(context).build()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(server.url() + "/v1/completions"))
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofString("{\"prompt\": \"a\", \"max_tokens\": 1}"))
              .build();
      return client.send(request, BodyHandlers.discarding()).statusCode();
    }
  }

  @Test
  void takesPkcs12() throws Exception {
    try (LlamaServer server = Wren.server().tls(keystore, PASSWORD).start()) {
      assertThat(server.url()).startsWith("https://");
      assertThat(status(server)).isEqualTo(200);
    }
    assertThatThrownBy(() -> Wren.server().tls(keystore, "wrong"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("is no PKCS#12 file, or its password is another one");
  }

  @Test
  void takesPem() throws Exception {
    Path chain = pem("CERTIFICATE", keys.getCertificate("server").getEncoded());
    Path key = pem("PRIVATE KEY", keys.getKey("server", PASSWORD.toCharArray()).getEncoded());
    try (LlamaServer server = Wren.server().tls(chain, key).start()) {
      assertThat(status(server)).isEqualTo(200);
    }
    assertThatThrownBy(() -> Wren.server().tls(chain, chain))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("has no key that begins with -----BEGIN PRIVATE KEY-----");
  }

  private static Path pem(String type, byte[] bytes) throws IOException {
    String text =
        "-----BEGIN %s-----\n%s\n-----END %s-----\n"
            .formatted(
                type,
                Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                    .encodeToString(bytes),
                type);
    return Files.writeString(directory.resolve(type.replace(' ', '-') + ".pem"), text);
  }
}
