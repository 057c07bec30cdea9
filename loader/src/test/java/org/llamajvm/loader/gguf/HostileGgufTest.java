package org.llamajvm.loader.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.llamajvm.format.ModelFormatException;

/** Files that break the format, each in one way: what other readers have crashed on. */
class HostileGgufTest {

  private static final Path FILE = Path.of("hostile.gguf");
  private static final byte[] FOUR = new byte[4];

  private static GgufHeader read(byte[] bytes) throws ModelFormatException {
    return HeaderReader.read(new GgufBytes(MemorySegment.ofArray(bytes), FILE));
  }

  private static Arguments bytes(String name, byte[] bytes, String problem) {
    return argumentSet(name, bytes, problem);
  }

  private static Arguments text(String name, String text, String problem) {
    return bytes(name, text.getBytes(StandardCharsets.ISO_8859_1), problem);
  }

  private static Arguments file(String name, TestGguf file, String problem) {
    return bytes(name, file.bytes(), problem);
  }

  private static TestGguf gguf() {
    return new TestGguf();
  }

  private static TestGguf oneTensor(int type, long offset, byte[] content, long... sizes) {
    return gguf().tensorAt("a", type, offset, content, sizes);
  }

  static List<Arguments> otherFiles() {
    return List.of(
        text("nothing", "", "Truncated GGUF file: it is empty"),
        text("the magic alone", "GGUF", "Truncated GGUF file: version takes 4 bytes, 0 left"),
        text(
            "a Git LFS pointer",
            "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n",
            "Corrupt GGUF file: it is a Git LFS pointer, not the model; fetch the file itself"),
        text(
            "a page",
            "\n<!DOCTYPE html><html><head>",
            "Corrupt GGUF file: it is an HTML page, not the model; fetch the file itself"),
        text(
            "GGML",
            "lmgg\0\0\0\0\0",
            "Corrupt GGUF file: it is a ggml file of the time before GGUF; expected GGUF"),
        text("zip", "PK\3\4aaaa", "Corrupt GGUF file: it is a zip archive; expected GGUF"),
        text(
            "safetensors",
            "\u0010\0\0\0\0\0\0\0{\"a\":",
            "Corrupt GGUF file: it looks like a safetensors file; expected GGUF"),
        text("something", "hello, world", "Corrupt GGUF file: it does not begin with GGUF"),
        file(
            "version 0", gguf().version(0), "Unsupported GGUF file: version is 0, expected 2 or 3"),
        file(
            "version 1", gguf().version(1), "Unsupported GGUF file: version is 1, expected 2 or 3"),
        file(
            "version 4", gguf().version(4), "Unsupported GGUF file: version is 4, expected 2 or 3"),
        file(
            "version -1",
            gguf().version(-1),
            "Unsupported GGUF file: version is 4294967295, expected 2 or 3"),
        file(
            "big-endian",
            gguf().version(0x03000000),
            "Unsupported GGUF file: it is big-endian; expected a little-endian one"));
  }

  static List<Arguments> counts() {
    return List.of(
        file(
            "2^63 - 1 tensors",
            gguf().tensorCount(Long.MAX_VALUE),
            "Corrupt GGUF file: it says 9223372036854775807 tensors, at most 262144 are allowed"),
        file(
            "2^64 - 1 keys",
            gguf().keyCount(-1),
            "Corrupt GGUF file: it says 18446744073709551615 keys, at most 65536 are allowed"),
        file(
            "60,000 keys in no bytes",
            gguf().keyCount(60_000),
            "Truncated GGUF file: it says 60000 keys, which take 840000 bytes at least, 0 left"),
        file(
            "100,000 tensors in no bytes",
            gguf().tensorCount(100_000),
            "Truncated GGUF file: it says 100000 tensors, which take 2500000 bytes at least, 0 left"),
        file(
            "a text of 2^64 - 1 bytes",
            gguf().raw("a", ValueType.STRING, RawBytes.of().int64(-1).text("abc")),
            "Corrupt GGUF file: a string of key 'a' says 18446744073709551615 bytes, at most 1073741824 are allowed"),
        file(
            "a text of 2^31 bytes",
            gguf().raw("a", ValueType.STRING, RawBytes.of().int64(1L << 31).text("abc")),
            "Corrupt GGUF file: a string of key 'a' says 2147483648 bytes, at most 1073741824 are allowed"),
        file(
            "a text of 2^30 bytes in a small file",
            gguf().raw("a", ValueType.STRING, RawBytes.of().int64(1L << 30).text("abc")),
            "Truncated GGUF file: a string of key 'a' says 1073741824 bytes, 11 left"),
        bytes(
            "a name of 2^64 - 1 bytes",
            damaged(oneTensor(0, 0, FOUR, 1), "\1\0\0\0\0\0\0\0a", "\u00FF".repeat(8) + "a"),
            "Corrupt GGUF file: a string of tensor 0 says 18446744073709551615 bytes, at most 64 are allowed"),
        file(
            "an array whose size wraps",
            gguf().array("a", ValueType.U64, 1L << 61, RawBytes.of().int64(1)),
            "Corrupt GGUF file: it says 2305843009213693952 elements of key 'a', at most 1073741824 are allowed"),
        file(
            "an array of -1 bytes",
            gguf().array("a", ValueType.U8, -1, RawBytes.of()),
            "Corrupt GGUF file: it says 18446744073709551615 elements of key 'a'"),
        file(
            "an array longer than the file",
            gguf().array("a", ValueType.F32, 3, RawBytes.of().float32(1, 2)),
            "Truncated GGUF file: it says 3 elements of key 'a', which take 12 bytes at least, 8 left"),
        file(
            "the end inside an array of strings",
            gguf().array("a", ValueType.STRING, 2, RawBytes.of().text("abcdefgh")),
            "Truncated GGUF file: length of a string of key 'a' takes 8 bytes, 0 left"),
        file(
            "a token of 2^31 bytes",
            gguf().array("a", ValueType.STRING, 1, RawBytes.of().int64(1L << 31)),
            "Corrupt GGUF file: a string of key 'a' says 2147483648 bytes, at most 1073741824 are allowed"));
  }

  private static RawBytes nested(int depth) {
    RawBytes bytes = RawBytes.of();
    for (int i = 0; i < depth; i++) {
      bytes.int32(ValueType.ARRAY.number()).int64(1);
    }
    return bytes.int32(ValueType.U8.number()).int64(1).int8(7);
  }

  static List<Arguments> keys() {
    return List.of(
        file("an empty key", gguf().u32("", 1), "Corrupt GGUF file: key 0 has an empty name"),
        file(
            "a key twice",
            gguf().u32("a", 1).u32("a", 1),
            "Corrupt GGUF file: key 'a' is there twice"),
        file(
            "a key with a NUL",
            gguf().u32("a\0b", 1),
            "Corrupt GGUF file: key 0 has a NUL in its name"),
        file(
            "a key of 64 KiB",
            gguf().u32("k".repeat(65_536), 1),
            "Corrupt GGUF file: a string of key 0 says 65536 bytes, at most 65535 are allowed"),
        bytes(
            "a key that is not UTF-8",
            damaged(gguf().u32("key", 1), "key", "k\u00FFy"),
            "Corrupt GGUF file: key 0 is not UTF-8"),
        file(
            "type 13",
            gguf().raw("a", 13, FOUR),
            "Corrupt GGUF file: key 'a' has type 13, expected one from 0 to 12"),
        file(
            "type -1",
            gguf().raw("a", -1, FOUR),
            "Corrupt GGUF file: key 'a' has type -1, expected one from 0 to 12"),
        file(
            "elements of type 13",
            gguf().raw("a", ValueType.ARRAY, RawBytes.of().int32(13).int64(0)),
            "Corrupt GGUF file: key 'a' has type 13, expected one from 0 to 12"),
        file(
            "deep arrays",
            gguf().raw("a", ValueType.ARRAY, nested(5)),
            "Corrupt GGUF file: key 'a' has arrays in arrays more than 4 deep"),
        file(
            "alignment 0",
            gguf().u32("general.alignment", 0),
            "Corrupt GGUF file: key 'general.alignment' is 0, expected a whole number from 1 to 1048576"),
        file(
            "alignment 3",
            gguf().u32("general.alignment", 3),
            "Corrupt GGUF file: key 'general.alignment' is 3, expected a power of two"),
        file(
            "alignment 2^30",
            gguf().u32("general.alignment", 1 << 30),
            "Corrupt GGUF file: key 'general.alignment' is 1073741824, expected"),
        file(
            "alignment 2^31",
            gguf().u32("general.alignment", 1 << 31),
            "Corrupt GGUF file: key 'general.alignment' is 2147483648, expected"),
        file(
            "a negative alignment",
            gguf().raw("general.alignment", ValueType.I32, RawBytes.of().int32(-32)),
            "Corrupt GGUF file: key 'general.alignment' is -32, expected"),
        file(
            "an alignment in words",
            gguf().text("general.alignment", "32"),
            "Corrupt GGUF file: key 'general.alignment' is of type string, expected a whole number"));
  }

  private static byte[] damaged(TestGguf file, String from, String to) {
    String bytes = new String(file.bytes(), StandardCharsets.ISO_8859_1);
    assertThat(bytes).contains(from);
    return bytes.replace(from, to).getBytes(StandardCharsets.ISO_8859_1);
  }

  static List<Arguments> tensors() {
    return List.of(
        file(
            "a tensor twice",
            gguf().tensor("a", GgufType.F32, FOUR, 1).tensor("a", GgufType.F32, FOUR, 1),
            "Corrupt GGUF file: tensor 'a' is there twice"),
        file(
            "names equal up to a NUL",
            gguf().tensor("a", GgufType.F32, FOUR, 1).tensor("a\0b", GgufType.F32, FOUR, 1),
            "Corrupt GGUF file: tensor 1 has a NUL in its name"),
        file(
            "a name of 65 bytes",
            gguf().tensor("n".repeat(65), GgufType.F32, FOUR, 1),
            "Corrupt GGUF file: a string of tensor 0 says 65 bytes, at most 64 are allowed"),
        file(
            "no name",
            gguf().tensor("", GgufType.F32, FOUR, 1),
            "Corrupt GGUF file: tensor 0 has an empty name"),
        file(
            "five axes",
            oneTensor(0, 0, FOUR, 1, 1, 1, 1, 1),
            "Corrupt GGUF file: tensor 'a' has 5 axes, at most 4 are allowed"),
        file(
            "nine axes",
            oneTensor(0, 0, FOUR, 1, 1, 1, 1, 1, 1, 1, 1, 1),
            "Corrupt GGUF file: tensor 'a' has 9 axes, at most 4 are allowed"),
        bytes(
            "2^32 - 1 axes",
            damaged(oneTensor(0, 0, FOUR, 1), "a\1\0\0\0", "a\u00FF\u00FF\u00FF\u00FF"),
            "Corrupt GGUF file: tensor 'a' has 4294967295 axes, at most 4 are allowed"),
        file(
            "a negative size",
            oneTensor(0, 0, FOUR, -1),
            "Corrupt GGUF file: axis 0 of tensor 'a' has size 18446744073709551615"),
        file(
            "2^42 + 1 rows",
            oneTensor(0, 0, FOUR, 1 << 20, (1L << 42) + 1),
            "Corrupt GGUF file: shape [4398046511105, 1048576] of tensor 'a' overflows"),
        file(
            "a product that wraps to zero",
            oneTensor(0, 0, FOUR, 1L << 32, 1L << 32),
            "Corrupt GGUF file: shape [4294967296, 4294967296] of tensor 'a' overflows"),
        file(
            "a product that wraps beside a zero",
            oneTensor(0, 0, FOUR, 1L << 32, 1L << 32, 0),
            "Corrupt GGUF file: shape [0, 4294967296, 4294967296] of tensor 'a' overflows"),
        file(
            "a product below zero",
            oneTensor(0, 0, FOUR, 1L << 31, 1L << 32),
            "Corrupt GGUF file: shape [4294967296, 2147483648] of tensor 'a' overflows"),
        file(
            "bytes that wrap",
            oneTensor(0, 0, FOUR, 1L << 62),
            "Corrupt GGUF file: shape [4611686018427387904] of tensor 'a' overflows"),
        file(
            "sizes whose sum wraps",
            gguf()
                .tensorAt("a", 0, 0, FOUR, (1L << 61) - 8)
                .tensorAt("b", 0, (1L << 63) - 32, FOUR, 1L << 40),
            "Truncated GGUF file: tensor 'a' takes 9223372036854775776 bytes, 64 left"),
        file(
            "type -1",
            oneTensor(-1, 0, FOUR, 1),
            "Unsupported GGUF file: tensor 'a' has type -1 (unknown); known are [F32, F16, BF16, Q4_0,"),
        file(
            "type 43",
            oneTensor(43, 0, FOUR, 1),
            "Unsupported GGUF file: tensor 'a' has type 43 (unknown); known are"),
        file(
            "type 2^31",
            oneTensor(1 << 31, 0, FOUR, 1),
            "Unsupported GGUF file: tensor 'a' has type -2147483648 (unknown); known are"),
        file(
            "a type that was withdrawn",
            oneTensor(31, 0, FOUR, 1),
            "Unsupported GGUF file: tensor 'a' has type 31 (Q4_0_4_4, withdrawn); known are"),
        file(
            "a type that is not read",
            oneTensor(16, 0, FOUR, 256),
            "Unsupported GGUF file: tensor 'a' has type 16 (IQ2_XXS); known are"),
        file(
            "part of a block",
            oneTensor(12, 0, FOUR, 100, 2),
            "Corrupt GGUF file: tensor 'a' has 100 columns, expected a multiple of 256, the block of Q4_K"),
        file(
            "a block in a scalar",
            oneTensor(2, 0, FOUR),
            "Corrupt GGUF file: tensor 'a' has 1 columns, expected a multiple of 32, the block of Q4_0"),
        file(
            "more bytes than the file has",
            oneTensor(0, 0, FOUR, 9),
            "Truncated GGUF file: tensor 'a' takes 36 bytes, 32 left"),
        file(
            "an offset near 2^64",
            oneTensor(0, -32, FOUR, 16),
            "Corrupt GGUF file: tensor 'a' begins at 18446744073709551584 of the data, expected 0"),
        file(
            "an overlap",
            gguf().tensor("a", GgufType.F32, FOUR, 1).tensorAt("b", 0, 0, FOUR, 1),
            "Corrupt GGUF file: tensor 'b' begins at 0 of the data, expected 32"),
        file(
            "offsets that descend",
            gguf().tensorAt("a", 0, 32, FOUR, 1).tensorAt("b", 0, 0, FOUR, 1),
            "Corrupt GGUF file: tensor 'a' begins at 32 of the data, expected 0"),
        file(
            "an offset that is not aligned",
            gguf().tensor("a", GgufType.F32, FOUR, 1).tensorAt("b", 0, 4, FOUR, 1),
            "Corrupt GGUF file: tensor 'b' begins at 4 of the data, expected 32, the next multiple of 32"),
        file(
            "a gap",
            gguf().tensor("a", GgufType.F32, FOUR, 1).tensorAt("b", 0, 64, FOUR, 1),
            "Corrupt GGUF file: tensor 'b' begins at 64 of the data, expected 32"));
  }

  @ParameterizedTest
  @MethodSource({"otherFiles", "counts", "keys", "tensors"})
  void isRefused(byte[] bytes, String problem) {
    assertThatThrownBy(() -> read(bytes))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageStartingWith(problem)
        .hasMessageContaining("(file=hostile.gguf, offset=");
  }

  @Test
  void everyTruncationIsRefused() throws ModelFormatException {
    byte[] whole = small().bytes();
    int padding = 32 - 18;
    assertThat(read(whole).tensors()).hasSize(2);
    for (int length = 0; length < whole.length - padding; length++) {
      byte[] part = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> read(part))
          .as("%d of %d bytes", length, whole.length)
          .isInstanceOf(ModelFormatException.class)
          .hasMessageMatching("(Truncated GGUF file: .*|Corrupt GGUF file: it does not begin.*)");
    }
    for (int length = whole.length - padding; length < whole.length; length++) {
      byte[] part = Arrays.copyOf(whole, length);
      assertThatCode(() -> read(part)).doesNotThrowAnyException();
    }
  }

  @Test
  void arraysInArraysArePassedOver() throws ModelFormatException {
    GgufHeader header =
        read(gguf().raw("a", ValueType.ARRAY, nested(3)).text("b", "behind it").bytes());
    assertThat(header.metadata().text("b")).contains("behind it");
    assertThatThrownBy(() -> header.metadata().integers("a", 0, 9))
        .hasMessageStartingWith(
            "Corrupt GGUF file: key 'a' is an array of 1 array, expected an array of whole numbers");
  }

  /** A sound file with a bit of everything. */
  static TestGguf small() {
    return gguf()
        .text("general.architecture", "llama")
        .u32("llama.block_count", 2)
        .f32("llama.attention.layer_norm_rms_epsilon", 1e-5f)
        .flag("tokenizer.ggml.add_bos_token", 1)
        .texts("tokenizer.ggml.tokens", "<unk>", "<s>", "▁a")
        .f32s("tokenizer.ggml.scores", 0, 0, -1)
        .i32s("tokenizer.ggml.token_type", 2, 3, 1)
        .raw("nested", ValueType.ARRAY, nested(1))
        .raw("wide", ValueType.U64, RawBytes.of().int64(1))
        .tensor("norm", GgufType.F32, RawBytes.of().float32(1, 2, 3).bytes(), 3)
        .tensor("matrix", GgufType.Q4_0, new byte[18], 32, 1);
  }
}
