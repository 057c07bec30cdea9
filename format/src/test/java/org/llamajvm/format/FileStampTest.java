package org.llamajvm.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileStampTest {

  @TempDir private Path directory;
  private Path file;
  private FileStamp stamp;

  @BeforeEach
  void write() throws IOException {
    file = Files.writeString(directory.resolve("file"), "0123456789");
    stamp = FileStamp.of(file);
  }

  private ModelFormatException fault() throws IOException {
    Path other = Files.writeString(directory.resolve("other"), "unchanged");
    return FileStamp.fault(List.of(FileStamp.of(other), stamp), directory);
  }

  @Test
  void namesAFileThatWasCutOff() throws IOException {
    Files.writeString(file, "012");
    assertThat(fault()).hasMessageContaining("cut off while it was in use, from 10 bytes to 3");
    assertThat(fault().file()).isEqualTo(file);
    assertThat(fault().kind()).isEqualTo(ModelException.Kind.TRUNCATED);
  }

  @Test
  void namesAFileThatWasReplaced() throws IOException {
    Files.setLastModifiedTime(file, FileTime.fromMillis(1));
    assertThat(fault()).hasMessageContaining("changed while it was in use");
    assertThat(fault().file()).isEqualTo(file);
  }

  @Test
  void namesAFileThatWasRemoved() throws IOException {
    Files.delete(file);
    assertThat(fault()).hasMessageContaining("removed while it was in use");
    assertThat(fault().kind()).isEqualTo(ModelException.Kind.MISSING);
  }

  @Test
  void blamesTheDiskIfNoFileWasChanged() throws IOException {
    assertThat(fault()).hasMessageContaining("none was changed");
    assertThat(fault().file()).isEqualTo(directory);
  }
}
