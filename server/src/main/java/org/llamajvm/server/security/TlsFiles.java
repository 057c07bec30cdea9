package org.llamajvm.server.security;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.llamajvm.format.PlainFile;

/** The certificate and the key of HTTPS from files. */
public final class TlsFiles {

  private static final long LARGEST = 1 << 20;
  private static final Pattern PRIVATE_KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([^-]+)-----END PRIVATE KEY-----");

  private TlsFiles() {}

  /**
   * Reads a PKCS#12 file.
   *
   * @param password of the file and of its key
   * @throws IOException if the file cannot be read, is none of that kind, or has another password
   */
  public static SSLContext pkcs12(Path file, String password) throws IOException {
    byte[] bytes = PlainFile.read(file, LARGEST);
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(new ByteArrayInputStream(bytes), password.toCharArray());
      return context(store, password.toCharArray());
    } catch (IOException | GeneralSecurityException e) {
      throw new IOException(
          "%s is no PKCS#12 file, or its password is another one".formatted(file), e);
    }
  }

  /**
   * Reads two PEM files.
   *
   * @param chain certificates, the server's own first
   * @param key in PKCS#8, not encrypted
   * @throws IOException if a file cannot be read, or is none of that kind
   */
  public static SSLContext pem(Path chain, Path key) throws IOException {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry("server", privateKey(key), new char[0], certificates(chain));
      return context(store, new char[0]);
    } catch (GeneralSecurityException e) {
      throw new IOException(
          "The key in %s is not that of the certificate in %s".formatted(key, chain), e);
    }
  }

  private static Certificate[] certificates(Path chain) throws IOException {
    byte[] bytes = PlainFile.read(chain, LARGEST);
    try {
      Certificate[] certificates =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(bytes))
              .toArray(Certificate[]::new);
      if (certificates.length > 0) {
        return certificates;
      }
    } catch (GeneralSecurityException e) {
      throw new IOException("%s has no certificates in PEM".formatted(chain), e);
    }
    throw new IOException("%s has no certificate in PEM".formatted(chain));
  }

  private static PrivateKey privateKey(Path file) throws IOException {
    String text = new String(PlainFile.read(file, LARGEST), StandardCharsets.US_ASCII);
    Matcher pem = PRIVATE_KEY.matcher(text);
    String problem =
        "%s has no key that begins with -----BEGIN PRIVATE KEY-----; 'openssl pkcs8 -topk8 -nocrypt' makes one"
            .formatted(file);
    if (!pem.find()) {
      throw new IOException(problem);
    }
    try {
      PKCS8EncodedKeySpec spec =
          new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(pem.group(1)));
      return privateKey(spec);
    } catch (IllegalArgumentException | GeneralSecurityException e) {
      throw new IOException(problem, e);
    }
  }

  private static PrivateKey privateKey(PKCS8EncodedKeySpec spec) throws GeneralSecurityException {
    for (String algorithm : List.of("RSA", "EC", "EdDSA")) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(spec);
      } catch (InvalidKeySpecException _) {
        // a key of another kind: on to the next
      }
    }
    throw new InvalidKeySpecException("neither RSA nor EC nor EdDSA");
  }

  private static SSLContext context(KeyStore store, char[] password)
      throws GeneralSecurityException {
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, password);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context;
  }
}
