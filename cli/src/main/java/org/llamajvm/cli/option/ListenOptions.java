package org.llamajvm.cli.option;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.llamajvm.server.LlamaServerBuilder;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Where a server listens, and to whom. */
public final class ListenOptions {

  /** A port that no other server of language models has by default. */
  private static final int DEFAULT_PORT = 8642;

  private static final String KEY_VARIABLE = "LLAMA_API_KEY";
  private static final String TLS_VARIABLE = "LLAMA_TLS_PASSWORD";

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      description =
          "Address to listen at: 127.0.0.1 for programs of this machine, 0.0.0.0 for all."
              + " Default: ${DEFAULT-VALUE}.")
  private String host = "127.0.0.1";

  @Option(
      names = "--port",
      paramLabel = "N",
      description = "Port to listen at; 0 for a free one. Default: ${DEFAULT-VALUE}.")
  private int port = DEFAULT_PORT;

  @Option(
      names = "--api-key-file",
      paramLabel = "FILE",
      description =
          "Keys that clients must give, one a line. A single key may be in the environment as "
              + KEY_VARIABLE
              + ".")
  private Path keyFile;

  @Option(
      names = "--insecure",
      description = "Listen at an address that others reach although there is no key.")
  private boolean insecure;

  @Option(
      names = "--allowed-host",
      paramLabel = "NAME",
      description =
          "A name by which clients reach the server, besides addresses and localhost. May be given"
              + " several times.")
  private List<String> hostNames = List.of();

  @Option(
      names = "--cors-origin",
      paramLabel = "ORIGIN",
      description =
          "Origin of web pages that may use the server, such as https://example.org, or * for all."
              + " May be given several times.")
  private List<String> origins = List.of();

  @Option(
      names = "--tls-keystore",
      paramLabel = "FILE",
      description =
          "Serve HTTPS with the key in this PKCS#12 file; its password is in the environment as "
              + TLS_VARIABLE
              + ".")
  private Path keystore;

  @Option(
      names = "--tls-cert",
      paramLabel = "FILE",
      description = "Serve HTTPS with this certificate (PEM, with its chain); needs --tls-key.")
  private Path certificate;

  @Option(
      names = "--tls-key",
      paramLabel = "FILE",
      description = "The key of --tls-cert (PEM, PKCS#8, not encrypted).")
  private Path privateKey;

  /** Picocli fills it. */
  public ListenOptions() {}

  /**
   * Tells a builder.
   *
   * @throws ParameterException if options do not go together
   * @throws IOException if a file cannot be read
   */
  public void applyTo(LlamaServerBuilder server) throws IOException {
    if (port < 0 || port > 65535) {
      throw wrong("The port must be from 0 to 65535, not " + port);
    }
    server
        .host(host)
        .port(port)
        .insecure(insecure)
        .hostNames(Set.copyOf(hostNames))
        .origins(Set.copyOf(origins));
    addKeys(server);
    addCertificate(server);
  }

  private void addKeys(LlamaServerBuilder server) throws IOException {
    if (keyFile != null) {
      server.keys(keyFile);
    }
    String key = System.getenv(KEY_VARIABLE);
    if (key != null && !key.isBlank()) {
      server.keys(List.of(key.strip()));
    }
  }

  private void addCertificate(LlamaServerBuilder server) throws IOException {
    if ((certificate == null) != (privateKey == null)) {
      throw wrong("--tls-cert and --tls-key go together");
    }
    if (keystore != null && certificate != null) {
      throw wrong("--tls-keystore and --tls-cert exclude each other");
    }
    if (keystore != null) {
      String password = System.getenv(TLS_VARIABLE);
      server.tls(keystore, password == null ? "" : password);
    } else if (certificate != null) {
      server.tls(certificate, privateKey);
    }
  }

  private ParameterException wrong(String message) {
    return new ParameterException(command.commandLine(), message);
  }
}
