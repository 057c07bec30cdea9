package org.llamajvm.loader.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llamajvm.format.ModelFormatException;
import org.llamajvm.loader.TestFiles;
import org.llamajvm.loader.safetensors.Dtype;

class TensorStoreTest {

  private static final String FIRST = "model-00001-of-00002.safetensors";
  private static final String SECOND = "model-00002-of-00002.safetensors";

  @TempDir Path directory;

  private void assertRefused(String message) {
    assertThatThrownBy(() -> TensorStore.open(directory))
        .isInstanceOf(ModelFormatException.class)
        .hasMessage(message);
  }

  @Test
  void joinsShards() throws IOException {
    TestFiles.writeBytes(directory.resolve(FIRST), "a", "b");
    TestFiles.writeBytes(directory.resolve(SECOND), "c");
    try (TensorStore store = TensorStore.open(directory)) {
      assertThat(store.names()).containsExactly("a", "b", "c");
      assertThat(store.files())
          .containsExactly(directory.resolve(FIRST), directory.resolve(SECOND));
      assertThat(store.info("b").dtype()).isEqualTo(Dtype.U8);
      assertThat(store.segment("b").toArray(ValueLayout.JAVA_BYTE)).containsExactly(1);
      assertThat(store.segment("c").toArray(ValueLayout.JAVA_BYTE)).containsExactly(0);
      assertThat(store.segment("c").isReadOnly()).isTrue();
      assertThat(store.metadata(directory.resolve(FIRST))).isEmpty();
      assertThatThrownBy(() -> store.info("d"))
          .hasMessage("Tensor 'd' is in none of the model's 2 files (file=" + directory + ")");
    }
  }

  @Test
  void givesNoMemoryAfterClosing() throws IOException {
    TestFiles.writeBytes(directory.resolve(FIRST.replace('2', '1')), "a");
    TensorStore store = TensorStore.open(directory);
    MemorySegment segment = store.segment("a");
    store.close();
    store.close();
    assertThatThrownBy(() -> segment.get(ValueLayout.JAVA_BYTE, 0))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void namesATensorThatIsInTwoShards() throws IOException {
    TestFiles.writeBytes(directory.resolve(FIRST), "a", "b");
    TestFiles.writeBytes(directory.resolve(SECOND), "b");
    assertRefused(
        "Tensor 'b' is in two shards: %s and %s (file=%s)"
            .formatted(FIRST, SECOND, directory.resolve(SECOND)));
  }

  @Test
  void namesTheTruncatedShard() throws IOException {
    TestFiles.writeBytes(directory.resolve(FIRST), "a");
    Path second = TestFiles.writeBytes(directory.resolve(SECOND), "b");
    byte[] bytes = Files.readAllBytes(second);
    Files.write(second, Arrays.copyOf(bytes, bytes.length - 1));
    assertRefused(
        "Truncated safetensors file: tensor 'b' takes 1 bytes, 0 left (file=%s, offset=%d)"
            .formatted(second, bytes.length - 1));
  }

  @Test
  void namesAnEmptyShard() throws IOException {
    Files.createFile(directory.resolve("model.safetensors"));
    assertRefused(
        "Truncated safetensors file: header length takes 8 bytes, 0 left (file=%s, offset=0)"
            .formatted(directory.resolve("model.safetensors")));
  }

  @Test
  void namesWhatIsStaleAgainstTheIndex() throws IOException {
    TestFiles.writeBytes(directory.resolve(FIRST), "a", "b");
    TestFiles.writeBytes(directory.resolve(SECOND), "c");
    assertStale("{\"a\":\"%1$s\",\"b\":\"%2$s\",\"c\":\"%2$s\"}", "b", SECOND, FIRST);
    assertStale(
        "{\"a\":\"%1$s\",\"b\":\"%1$s\",\"c\":\"%2$s\",\"d\":\"%2$s\"}", "d", SECOND, "no shard");
    assertStale("{\"a\":\"%1$s\",\"c\":\"%2$s\"}", "b", "no shard", FIRST);
  }

  private void assertStale(String map, String tensor, String said, String actual)
      throws IOException {
    Path index = directory.resolve(ShardIndex.FILE_NAME);
    Files.writeString(index, "{\"weight_map\":" + map.formatted(FIRST, SECOND) + "}");
    assertRefused(
        "The index is stale: it has tensor '%s' in %s, and it is in %s; index and shards must come from the same download (file=%s)"
            .formatted(tensor, said, actual, index));
  }

  @Test
  void opensTheShardsOfARealModel() throws IOException {
    try (TensorStore store = TensorStore.open(TestFiles.sharedModel("stories260K-hf"))) {
      assertThat(store.files()).hasSize(3);
      assertThat(store.names()).hasSize(47);
      assertThat(store.info("model.embed_tokens.weight").hasShape(512, 64)).isTrue();
    }
  }

  /** Offsets far beyond what an int holds; the file takes almost no disk. */
  @Test
  void readsTheEndOfATwentyGigabyteFile() throws IOException {
    long big = 20L << 30;
    Path file = directory.resolve("model.safetensors");
    String header =
        """
        {"big":{"dtype":"F16","shape":[%d,1024],"data_offsets":[0,%d]},\
        "last":{"dtype":"I64","shape":[1],"data_offsets":[%2$d,%d]}}\
        """
            .formatted(big / 2048, big, big + 8);
    ByteBuffer head =
        ByteBuffer.allocate(8 + header.length())
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(header.length())
            .put(header.getBytes(StandardCharsets.US_ASCII))
            .flip();
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.SPARSE,
            StandardOpenOption.WRITE)) {
      long free = Files.getFileStore(file).getUsableSpace();
      long end = head.remaining() + big;
      channel.write(head);
      write(channel, 0x1122334455667788L, end);
      Assumptions.assumeTrue(
          free - Files.getFileStore(file).getUsableSpace() < 1 << 30,
          "skipped: the temporary directory has no sparse files");
      write(channel, 0x0102030405060708L, end - 4096);
    } catch (IOException e) {
      Assumptions.abort("skipped: no sparse file of 20 GB in the temporary directory: " + e);
    }
    try (TensorStore store = TensorStore.open(directory)) {
      ValueLayout.OfLong layout =
          ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
      assertThat(store.segment("last").get(layout, 0)).isEqualTo(0x1122334455667788L);
      assertThat(store.segment("big").byteSize()).isEqualTo(big);
      assertThat(store.segment("big").get(layout, big - 4096)).isEqualTo(0x0102030405060708L);
    } finally {
      Files.delete(file);
    }
  }

  private static void write(FileChannel channel, long value, long position) throws IOException {
    channel.write(
        ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).flip(), position);
  }
}
