package org.llamajvm.loader.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.llamajvm.format.ModelFormatException;

class GgufMetadataTest {

  /** What asks metadata for the key {@code k}. */
  @FunctionalInterface
  interface Question {
    Object ask(GgufMetadata metadata) throws ModelFormatException;
  }

  private static GgufMetadata read(byte[] bytes) throws ModelFormatException {
    return HeaderReader.read(new GgufBytes(MemorySegment.ofArray(bytes), Path.of("f"))).metadata();
  }

  private static Arguments wrong(TestGguf file, Question question, String problem) {
    return argumentSet(problem, file, question, problem);
  }

  static List<Arguments> wrongValues() {
    Question text = m -> m.text("k");
    Question layers = m -> m.integer("k", 1, 512);
    Question decimal = m -> m.decimal("k");
    Question flag = m -> m.flag("k");
    Question texts = m -> m.texts("k");
    Question integers = m -> m.integers("k", 1, 6);
    Question decimals = m -> m.decimals("k");
    Question perLayer = m -> m.perLayer("k", 2, 1, 64);
    return List.of(
        wrong(new TestGguf().u32("k", 1), text, "is of type u32, expected a string"),
        wrong(new TestGguf().texts("k", "a"), text, "is an array of 1 string, expected a string"),
        wrong(
            new TestGguf().u32("k", 513), layers, "is 513, expected a whole number from 1 to 512"),
        wrong(new TestGguf().u32("k", 0), layers, "is 0, expected a whole number from 1 to 512"),
        wrong(
            new TestGguf().u32("k", -1),
            layers,
            "is 4294967295, expected a whole number from 1 to 512"),
        wrong(
            new TestGguf().raw("k", ValueType.U64, RawBytes.of().int64(-1)),
            m -> m.integer("k", Long.MIN_VALUE, Long.MAX_VALUE),
            "is 18446744073709551615, expected a whole number from"),
        wrong(
            new TestGguf().text("k", "12"),
            layers,
            "is of type string, expected a whole number from 1 to 512"),
        wrong(
            new TestGguf().f32("k", 12),
            layers,
            "is of type f32, expected a whole number from 1 to 512"),
        wrong(new TestGguf().u32("k", 1), decimal, "is of type u32, expected f32 or f64"),
        wrong(new TestGguf().f32("k", Float.NaN), decimal, "is NaN, expected a number"),
        wrong(
            new TestGguf().f32("k", Float.NEGATIVE_INFINITY),
            decimal,
            "is -Infinity, expected a number"),
        wrong(new TestGguf().u32("k", 1), flag, "is of type u32, expected bool"),
        wrong(new TestGguf().flag("k", 2), flag, "is 2, expected 0 or 1"),
        wrong(
            new TestGguf().text("k", "a"), texts, "is of type string, expected an array of string"),
        wrong(
            new TestGguf().i32s("k", 1, 2),
            texts,
            "is an array of 2 i32, expected an array of string"),
        wrong(
            new TestGguf().f32s("k", 1, 2),
            integers,
            "is an array of 2 f32, expected an array of whole numbers"),
        wrong(new TestGguf().u32("k", 1), integers, "is of type u32, expected an array of whole"),
        wrong(
            new TestGguf().i32s("k", 1, 7), integers, "is 7, expected a whole number from 1 to 6"),
        wrong(
            new TestGguf().array("k", ValueType.U8, 3, RawBytes.of().int8(1, 2, 3)),
            decimals,
            "is an array of 3 u8, expected an array of f32"),
        wrong(new TestGguf().f32("k", 1), decimals, "is of type f32, expected an array of f32"),
        wrong(
            new TestGguf().i32s("k", 8, 8, 8),
            perLayer,
            "is an array of 3 i32, expected one whole number, or one for each of 2 layers"),
        wrong(
            new TestGguf().texts("k", "8", "8"),
            perLayer,
            "is an array of 2 string, expected an array of whole numbers"),
        wrong(new TestGguf().u32("k", 0), perLayer, "is 0, expected a whole number from 1 to 64"));
  }

  @ParameterizedTest
  @MethodSource("wrongValues")
  void namesKeyExpectedAndActual(TestGguf file, Question question, String problem)
      throws ModelFormatException {
    GgufMetadata metadata = read(file.bytes());
    assertThatThrownBy(() -> question.ask(metadata))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageStartingWith("Corrupt GGUF file: key 'k' " + problem)
        .hasMessageContaining("(file=f, offset=");
  }

  @Test
  void namesAKeyWhoseTextIsNotUtf8() throws ModelFormatException {
    byte[] bytes =
        new String(
                new TestGguf().text("k", "loneé").texts("l", "a", "loneé").bytes(),
                StandardCharsets.ISO_8859_1)
            .replace("\u00C3\u00A9", "\u00ED\u00A0")
            .getBytes(StandardCharsets.ISO_8859_1);
    GgufMetadata metadata = read(bytes);
    assertThatThrownBy(() -> metadata.text("k"))
        .hasMessageStartingWith("Corrupt GGUF file: key 'k' is not UTF-8");
    assertThatThrownBy(() -> metadata.texts("l"))
        .hasMessageStartingWith("Corrupt GGUF file: a string of key 'l' is not UTF-8");
  }

  @Test
  void oneNumberIsThatOfEveryLayer() throws ModelFormatException {
    GgufMetadata metadata = read(new TestGguf().u32("one", 8).i32s("each", 8, 4).bytes());
    assertThat(metadata.perLayer("one", 2, 1, 64)).hasValue(new int[] {8, 8});
    assertThat(metadata.perLayer("each", 2, 1, 64)).hasValue(new int[] {8, 4});
  }

  @Test
  void wholeScoresAreTaken() throws ModelFormatException {
    GgufMetadata metadata = read(new TestGguf().i32s("k", 0, -3).bytes());
    assertThat(metadata.decimals("k")).hasValue(new float[] {0, -3});
  }
}
