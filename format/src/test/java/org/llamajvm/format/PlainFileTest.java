package org.llamajvm.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 30, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PlainFileTest {

  @TempDir private Path directory;
  private Path file;

  @BeforeEach
  void name() {
    file = directory.resolve("file");
  }

  private void refused(String problem) {
    assertThatExceptionOfType(UnfitFileException.class)
        .isThrownBy(() -> PlainFile.read(file, 1000))
        .withMessageContaining(problem)
        .withMessageEndingWith("(file=" + file + ")");
    assertThatExceptionOfType(UnfitFileException.class)
        .isThrownBy(() -> PlainFile.check(file))
        .withMessageContaining(problem);
  }

  @Test
  void readsAFile() throws IOException {
    Files.writeString(file, "text");
    assertThat(PlainFile.read(file, 4)).asString().isEqualTo("text");
    PlainFile.check(file);
    Files.createSymbolicLink(directory.resolve("link"), file);
    assertThat(PlainFile.read(directory.resolve("link"), 4)).hasSize(4);
  }

  @Test
  void readsNoMoreThanIsAllowed() throws IOException {
    Files.writeString(file, "texts");
    assertThatThrownBy(() -> PlainFile.read(file, 4))
        .isInstanceOf(UnfitFileException.class)
        .hasMessageContaining("5 bytes or more; such a file has at most 4");
  }

  @Test
  void saysThatNothingIsThere() {
    assertThat(PlainFile.isThere(file)).isFalse();
    assertThatThrownBy(() -> PlainFile.read(file, 1)).isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void namesADirectory() throws IOException {
    Files.createDirectory(file);
    refused("A directory where a file is expected");
  }

  @Test
  void namesALinkThatLeadsNowhere() throws IOException {
    Files.createSymbolicLink(file, Path.of("../../blobs/gone"));
    assertThat(PlainFile.isThere(file)).isTrue();
    refused("A link to a file that is not there, ../../blobs/gone; download it again");
  }

  @Test
  void namesAPipeAndDoesNotWaitForItsWriter() throws Exception {
    assumeTrue(File.separatorChar == '/', "Pipes have no names here");
    assumeTrue(new ProcessBuilder("mkfifo", file.toString()).start().waitFor() == 0, "No mkfifo");
    refused("A named pipe where a file is expected");
  }

  @Test
  void namesADevice() throws IOException {
    assumeTrue(Files.exists(Path.of("/dev/zero")), "There is no /dev/zero");
    Files.createSymbolicLink(file, Path.of("/dev/zero"));
    refused("A device where a file is expected");
  }

  @Test
  void namesASocket() throws IOException {
    assumeTrue(File.separatorChar == '/', "Sockets are no files here");
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(file));
      refused("A socket where a file is expected");
    }
  }

  @Test
  void namesWhatAFailedDownloadLeaves() throws IOException {
    Files.writeString(file, "version https://git-lfs.github.com/spec/v1\noid sha256:4d\nsize 12\n");
    refused("A pointer of Git LFS and not the file itself; run 'git lfs pull'");
    Files.writeString(file, "\n  <!DOCTYPE HTML>\n<html><title>Sign in</title>");
    refused("A web page and not the file itself");
    Files.writeString(file, "<html>");
    refused("A web page and not the file itself");
  }
}
