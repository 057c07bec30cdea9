package org.llamajvm.spark.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelListingTest {

  /** As {@code sha256sum *} prints it. */
  private static final String LISTING =
      """
      3fc4ccfe745870e2c0d99f71f30ff0656c8dedd41cc1d7d3d376b0dbe685e2f3  B.json
      7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed  a.txt
      """;

  @TempDir private Path directory;

  @BeforeEach
  void write() throws IOException {
    Files.writeString(directory.resolve("a.txt"), "one");
    Files.writeString(directory.resolve("B.json"), "two");
  }

  @Test
  void isWhatSha256sumPrints() throws IOException {
    Files.createDirectory(directory.resolve("below"));
    Files.writeString(directory.resolve(".hidden"), "three");
    ModelListing listing = ModelListing.ofDirectory(directory);
    assertThat(listing.text()).isEqualTo(LISTING);
    assertThat(listing.digest())
        .isEqualTo("25f570581e1e27c37fdda4492e5ca4754c73f1734d2e95952a3538a2907697e4");
    Path file = Files.writeString(directory.resolve("list"), LISTING);
    assertThat(ModelListing.read(file)).isEqualTo(listing);
  }

  @ParameterizedTest
  @ValueSource(strings = {"nonsense", "0000  a.txt", "*../a", "*x/y", "*"})
  void refusesWhatIsNoListing(String line) throws IOException {
    String text = line.replace("*", "0".repeat(64) + "  ");
    Path file = Files.writeString(directory.resolve("list"), text);
    assertThatIOException()
        .isThrownBy(() -> ModelListing.read(file))
        .withMessage("%s is not a list of files as sha256sum writes it: '%s'", file, text);
  }
}
