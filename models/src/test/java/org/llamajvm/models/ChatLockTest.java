package org.llamajvm.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChatLockTest {

  @TempDir private Path directory;

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.toList();
    }
  }

  @Test
  void oneAtATimeHoldsItAndNothingIsLeft() throws IOException {
    Path file = directory.resolve("a.chat");
    try (ChatLock _ = ChatLock.take(file)) {
      assertThatThrownBy(() -> ChatLock.take(file))
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith("The conversation " + file + " is in use by this program; end");
      try (ChatLock other = ChatLock.take(directory.resolve("b.chat"))) {
        assertThat(other).isNotNull();
      }
    }
    assertThat(files()).isEmpty();
    try (ChatLock again = ChatLock.take(file)) {
      assertThat(again).isNotNull();
    }
  }

  @Test
  void namesTheProcessThatHasItAndIsFreeWhenThatIsKilled() throws Exception {
    Path file = directory.resolve("a.chat");
    Process process = ChatLockHolder.start(file);
    assertThat(process.inputReader().readLine()).isEqualTo("held");
    assertThatThrownBy(() -> ChatLock.take(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("is in use by process " + process.pid());
    process.destroyForcibly().waitFor();
    try (ChatLock again = ChatLock.take(file)) {
      assertThat(again).isNotNull();
    }
    assertThat(files()).isEmpty();
  }

  @Test
  void isTheSameThroughALink() throws IOException {
    Path file = Files.createFile(directory.resolve("a.chat"));
    Path link = Files.createSymbolicLink(directory.resolve("link"), file);
    try (ChatLock _ = ChatLock.take(link)) {
      assertThatThrownBy(() -> ChatLock.take(file)).hasMessageContaining("is in use");
    }
  }
}
