package org.llamajvm.convert.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.llamajvm.convert.pickle.PickleBytes;
import org.llamajvm.format.ModelException.Kind;
import org.llamajvm.format.ModelFormatException;

/** Archives that are not what {@code torch.save} writes. */
class HostileFileTest {

  private static final byte[] SIX_FLOATS = new byte[24];
  private static final int[] SHAPE = {2, 3};
  private static final int[] STRIDES = {3, 1};

  @TempDir private Path directory;

  private static byte[] pickle() {
    return new PickleBytes()
        .text("}")
        .string("w")
        .tensor("0", 6, 0, SHAPE, STRIDES)
        .text("s")
        .done();
  }

  private static ZipBytes good() throws IOException {
    return new ZipBytes().stored("a/data.pkl", pickle()).stored("a/data/0", SIX_FLOATS);
  }

  @Test
  void aPlainArchiveIsRead() throws IOException {
    Path file = Files.write(directory.resolve("a.pth"), good().done());
    try (Arena arena = Arena.ofConfined()) {
      TorchFile torch = TorchFile.open(file, arena);
      assertThat(torch.tensors()).containsOnlyKeys("w");
      assertThat(torch.tensors().get("w").rows().rowBytes()).isEqualTo(12);
    }
  }

  @Test
  void compressedEntriesAreRefusedUnread() throws IOException {
    byte[] bomb = new byte[1 << 24];
    refused(
        good().deflated("a/data/1", bomb).done(),
        Kind.UNSUPPORTED,
        "entry 'a/data/1' is compressed (method 8); save it without compression");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"../up", "a/../../up", "/etc/passwd", "a\\b", "C:x", "a/..", "a/line\nfeed"})
  void namesThatLeaveTheArchiveAreRefused(String name) throws IOException {
    refused(good().stored(name, SIX_FLOATS).done(), Kind.CORRUPT, "would lie outside the archive");
  }

  @Test
  void doubledNamesAreRefused() throws IOException {
    byte[] bytes = good().stored("a/data/1", SIX_FLOATS).done();
    refused(replace(bytes, "a/data/1", "a/data/0"), Kind.CORRUPT, "two entries are named");
  }

  @Test
  void overlappingEntriesAreRefused() throws IOException {
    ZipBytes inner = new ZipBytes().stored("a/data/1", SIX_FLOATS);
    byte[] outer = good().stored("a/data/2", inner.done()).stored("a/data/1", SIX_FLOATS).done();
    ByteBuffer zip = ByteBuffer.wrap(outer).order(ByteOrder.LITTLE_ENDIAN);
    String text = new String(outer, StandardCharsets.ISO_8859_1);
    int directoryAt = zip.getInt(outer.length - 6);
    int record = text.indexOf("a/data/1", directoryAt) - 46;
    zip.putInt(record + 42, text.indexOf("a/data/1") - 30);
    refused(outer, Kind.CORRUPT, "entries 'a/data/2' and 'a/data/1' overlap");
  }

  @Test
  void aDirectoryThatDisagreesWithLocalHeadersIsRefused() throws IOException {
    byte[] bytes = good().done();
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    byte[] renamed = bytes.clone();
    renamed[text.indexOf("a/data/0")] = 'b';
    refused(renamed, Kind.CORRUPT, "local header is not that of entry 'a/data/0'");

    byte[] longer = bytes.clone();
    int record = text.lastIndexOf("a/data/0") - 46;
    longer[record + 24] = 100;
    refused(longer, Kind.CORRUPT, "has 100 bytes but takes 24");
    longer[record + 20] = 100;
    longer[record + 21] = 100;
    longer[record + 25] = 100;
    refused(longer, Kind.TRUNCATED, "left before the central directory");
  }

  @Test
  void bigEndianStoragesAreRefused() throws IOException {
    byte[] big = "big".getBytes(StandardCharsets.US_ASCII);
    refused(
        good().stored("a/byteorder", big).done(),
        Kind.UNSUPPORTED,
        "byte order is 'big', expected 'little'");
  }

  @Test
  void storagesMustHaveTheSizeThatThePickleSays() throws IOException {
    refused(
        new ZipBytes().stored("a/data.pkl", pickle()).stored("a/data/0", new byte[23]).done(),
        Kind.CORRUPT,
        "storage 'a/data/0' has 23 bytes, expected 6 elements of 4");
    refused(
        new ZipBytes().stored("a/data.pkl", pickle()).done(),
        Kind.CORRUPT,
        "storage 'a/data/0' is missing");
    byte[] escaping =
        new PickleBytes()
            .text("}")
            .string("w")
            .tensor("../data/0", 6, 0, SHAPE, STRIDES)
            .text("s")
            .done();
    refused(
        new ZipBytes().stored("a/data.pkl", escaping).stored("a/data/0", SIX_FLOATS).done(),
        Kind.CORRUPT,
        "storage 'a/data/../data/0' is missing");
  }

  @Test
  void otherPicklesAreRefused() throws IOException {
    byte[] list = new PickleBytes().text("]").done();
    refused(new ZipBytes().stored("a/data.pkl", list).done(), Kind.UNSUPPORTED, "no dictionary");
    byte[] number = new PickleBytes().text("}").string("step").integer(3).text("s").done();
    refused(new ZipBytes().stored("a/data.pkl", number).done(), Kind.UNSUPPORTED, "is no tensor");
    refused(
        good().stored("b/data.pkl", pickle()).done(), Kind.UNSUPPORTED, "2 pickles, expected 1");
    refused(new ZipBytes().stored("x", list).done(), Kind.UNSUPPORTED, "0 pickles, expected 1");
    refused(pickle(), Kind.UNSUPPORTED, "not a zip archive");
    refused(new byte[0], Kind.UNSUPPORTED, "not a zip archive");
  }

  private static byte[] replace(byte[] bytes, String from, String to) {
    return new String(bytes, StandardCharsets.ISO_8859_1)
        .replace(from, to)
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  private void refused(byte[] content, Kind kind, String message) throws IOException {
    Path file = Files.write(directory.resolve("hostile.pth"), content);
    try (Arena arena = Arena.ofConfined()) {
      assertThatExceptionOfType(ModelFormatException.class)
          .isThrownBy(() -> TorchFile.open(file, arena))
          .satisfies(e -> assertThat(e.kind()).isEqualTo(kind))
          .withMessageContaining(message);
    }
  }
}
