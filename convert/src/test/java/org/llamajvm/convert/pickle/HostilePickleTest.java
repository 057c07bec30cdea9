package org.llamajvm.convert.pickle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.llamajvm.convert.pickle.PickleValue.Dictionary;
import org.llamajvm.convert.pickle.PickleValue.Tensor;
import org.llamajvm.convert.pickle.PickleValue.Text;
import org.llamajvm.format.ModelException.Kind;
import org.llamajvm.format.ModelFormatException;

/** Pickles that would run something, or exhaust something, are refused. */
class HostilePickleTest {

  @ParameterizedTest
  @CsvSource({
    "posix, system",
    "os, system",
    "nt, system",
    "subprocess, Popen",
    "builtins, eval",
    "builtins, getattr",
    "torch, load",
    "torch._utils, __import__",
    "collections, namedtuple",
    "torch.serialization, _get_layout",
  })
  void namesOutsideTheListAreRefusedByName(String module, String name, @TempDir Path directory)
      throws IOException {
    Path witness = directory.resolve("ran");
    PickleBytes pickle = new PickleBytes().text("c" + module + "\n" + name + "\n(");
    pickle.string("touch " + witness).text("tR");
    refused(pickle, "it names '%s.%s'".formatted(module, name));
    assertThat(Files.exists(witness)).isFalse();

    PickleBytes byStack = new PickleBytes().string(module).string(name).raw(0x93);
    refused(byStack, "it names '%s.%s'".formatted(module, name));
  }

  @Test
  void instructionsThatBuildObjectsAreRefused() {
    refused(new PickleBytes().text("(ios\nsystem\n"), "opcode 0x69");
    refused(new PickleBytes().text("ccollections\nOrderedDict\n)").raw(0x81), "opcode 0x81");
    refused(new PickleBytes().text("(ccollections\nOrderedDict\no"), "opcode 0x6f");
    refused(new PickleBytes().raw(0x82, 1), "opcode 0x82");
    refused(new PickleBytes().text("ctorch\nFloatStorage\n)R"), "calls FLOAT_STORAGE");
    refused(new PickleBytes().text("}(K\u0001tR"), "not a known name");
    refused(new PickleBytes().text("]}b"), "sets the state");
  }

  @ParameterizedTest
  @ValueSource(strings = {"(", "]", "}", ")", "N"})
  void endlessStacksAreRefused(String opcode) {
    refused(new PickleBytes().text(opcode.repeat(1_000_000)), "more than");
  }

  @Test
  void deepNestingIsRefused() {
    refused(new PickleBytes().text(")").text("\u0085".repeat(1_000_000)), "containers");
    refused(new PickleBytes().text("]".repeat(1000)).text("a".repeat(999)), "containers");
    refused(
        new PickleBytes().text("}X\u0001\0\0\0a".repeat(1000)).text("}").text("s".repeat(1000)),
        "containers");
  }

  @Test
  void hugeMemosAreRefused() {
    refused(new PickleBytes().text("Nr").i32(-1), "memo of more than");
    refused(new PickleBytes().text("Nr").i32(1 << 20), "memo of more than");
    refused(new PickleBytes().text("N").text("\u0094".repeat((1 << 20) + 1)), "memo of more than");
  }

  @Test
  void giantIntegersAndStringsAreRefused() {
    refused(new PickleBytes().raw(0x8B).i32(Integer.MAX_VALUE), "integer of 2147483647 bytes");
    refused(new PickleBytes().raw(0x8B).i32(-1), "integer of -1 bytes");
    refused(new PickleBytes().raw(0x8A, 255), "integer of 255 bytes");
    refused(new PickleBytes().text("X").i32(-1), "string of 4294967295 bytes");
    refused(new PickleBytes().raw(0x8D).i32(-1).i32(-1), "string of -1 bytes");
    refused(new PickleBytes().text("c" + "a".repeat(1_000_000)), "line of more than");
  }

  @Test
  void oldAndFutureProtocolsAreRefused() {
    assertThatExceptionOfType(ModelFormatException.class)
        .isThrownBy(() -> read("(dp0\n.".getBytes(StandardCharsets.US_ASCII)))
        .withMessageContaining("protocol below 2");
    refused(new PickleBytes().raw(0x80, 6), "protocol 6");
  }

  @Test
  void brokenPicklesAreCorrupt() {
    for (String broken : List.of("", "a", "Na", "t", "NR", "h\u0005", "NNs", "}(Nu", "0", "Q")) {
      assertThatExceptionOfType(ModelFormatException.class)
          .as(broken)
          .isThrownBy(() -> read(new PickleBytes().text(broken).done()))
          .withMessageContaining("pickle");
    }
    assertThatExceptionOfType(ModelFormatException.class)
        .isThrownBy(() -> read(new byte[] {(byte) 0x80, 2, 'X', 9, 0, 0, 0, 'a'}))
        .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.TRUNCATED))
        .withMessageContaining("needs 9 more bytes, 1 left");
  }

  @Test
  void tensorsStayInsideTheirStorage() throws IOException {
    Dictionary good = (Dictionary) read(dictionary(6, 0, new int[] {2, 3}, new int[] {3, 1}));
    Tensor tensor = (Tensor) good.items().get(new Text("w"));
    assertThat(tensor.shape()).containsExactly(2L, 3L);

    int[] rows = {3, 1};
    corrupt(dictionary(6, 1, new int[] {2, 3}, rows));
    corrupt(dictionary(5, 0, new int[] {2, 3}, rows));
    corrupt(dictionary(6, -1, new int[] {2, 3}, rows));
    corrupt(dictionary(6, 0, new int[] {2, -3}, rows));
    corrupt(dictionary(6, 0, new int[] {2, 3}, new int[] {-3, 1}));
    corrupt(dictionary(6, 0, new int[] {2}, rows));
    corrupt(dictionary(6, 0, new int[] {1 << 30, 1 << 30, 1 << 30}, new int[] {0, 0, 0}));
    corrupt(dictionary(6, 0, new int[] {1 << 30, 2}, new int[] {0, 0}));
    corrupt(dictionary(6, 0, new int[] {2, 3}, new int[] {Integer.MAX_VALUE, 1}));
  }

  @Test
  void randomBytesGiveAValueOrAFormatError() throws IOException {
    Random random = new Random(4);
    String likely = "()]}aestu0bNQRKMJhqXcr.\u0080\u0085\u0086\u0087\u0088\u0089\u008a\u0093\u0094";
    int refused = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = new byte[2 + random.nextInt(40)];
      for (int at = 2; at < bytes.length; at++) {
        bytes[at] = (byte) likely.charAt(random.nextInt(likely.length()));
      }
      bytes[0] = (byte) 0x80;
      bytes[1] = 2;
      try {
        read(bytes);
      } catch (ModelFormatException e) {
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(10_000);
  }

  private static byte[] dictionary(int count, int offset, int[] shape, int[] strides) {
    return new PickleBytes()
        .text("}")
        .string("w")
        .tensor("0", count, offset, shape, strides)
        .text("s")
        .done();
  }

  private static void corrupt(byte[] pickle) {
    assertThatExceptionOfType(ModelFormatException.class)
        .isThrownBy(() -> read(pickle))
        .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.CORRUPT))
        .withMessageContaining("tensor");
  }

  private static void refused(PickleBytes pickle, String why) {
    assertThatExceptionOfType(ModelFormatException.class)
        .isThrownBy(() -> read(pickle.done()))
        .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.UNSUPPORTED))
        .withMessageContaining("pickle refused")
        .withMessageContaining(why);
  }

  private static PickleValue read(byte[] bytes) throws ModelFormatException {
    return Unpickler.read(Path.of("hostile.pth"), 0, MemorySegment.ofArray(bytes));
  }
}
