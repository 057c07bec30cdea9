package org.llamajvm.loader.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llamajvm.format.ModelFormatException;

class GgufModelTest {

  @TempDir Path directory;

  private static GgufModel mixed() throws IOException, URISyntaxException {
    return GgufModel.open(Path.of(GgufModelTest.class.getResource("mixed.gguf").toURI()));
  }

  private static JsonNode content() throws IOException {
    try (InputStream json = GgufModelTest.class.getResourceAsStream("mixed.json")) {
      return new JsonMapper().readTree(json);
    }
  }

  @Test
  void readsTheTensorsThatTheGgufPackageWrote() throws IOException, URISyntaxException {
    JsonNode expected = content().get("tensors");
    try (GgufModel model = mixed()) {
      assertThat(model.names()).hasSize(expected.size());
      for (Map.Entry<String, JsonNode> entry : expected.properties()) {
        GgufTensor tensor = model.info(entry.getKey());
        assertThat(tensor.type().name()).isEqualTo(entry.getValue().get("type").asText());
        assertThat(tensor.shape())
            .isEqualTo(entry.getValue().get("shape").valueStream().map(JsonNode::asLong).toList());
        assertThat(tensor.offset() % 64).isZero();
        byte[] bytes = model.segment(tensor.name()).toArray(ValueLayout.JAVA_BYTE);
        assertThat(HexFormat.of().formatHex(bytes)).isEqualTo(entry.getValue().get("hex").asText());
      }
    }
  }

  @Test
  void readsTheMetadataThatTheGgufPackageWrote() throws IOException, URISyntaxException {
    JsonNode expected = content().get("metadata");
    try (GgufModel model = mixed()) {
      GgufMetadata metadata = model.metadata();
      assertThat(metadata.text("general.architecture")).contains("llama");
      for (String key : List.of("u8", "i8", "u16", "i16", "u32", "i32", "u64", "i64")) {
        assertThat(metadata.integer("test." + key, Long.MIN_VALUE, Long.MAX_VALUE))
            .as(key)
            .hasValue(expected.get("test." + key).asLong());
      }
      assertThat(metadata.decimal("test.f32")).hasValue(0.5);
      assertThat(metadata.decimal("test.f64")).hasValue(0.1);
      assertThat(metadata.flag("test.yes")).contains(true);
      assertThat(metadata.flag("test.no")).contains(false);
      assertThat(metadata.text("test.text")).contains("süß \uD83E\uDD99");
      assertThat(metadata.text("test.empty")).contains("");
      assertThat(metadata.texts("test.texts")).contains(List.of("a", "", "▁b", "\uD83E\uDD99"));
      assertThat(metadata.integers("test.numbers", -2, 3)).hasValue(new int[] {1, -2, 3});
      assertThat(metadata.decimals("test.decimals")).hasValue(new float[] {0.5f, -0.25f});
      assertThat(metadata.length("test.flags")).hasValue(2);
    }
  }

  @Test
  void aKeyThatIsNotThereGivesNothing() throws IOException, URISyntaxException {
    try (GgufModel model = mixed()) {
      GgufMetadata metadata = model.metadata();
      assertThat(metadata.keys()).doesNotContain("x").contains("test.u8");
      assertThat(metadata.text("x")).isEmpty();
      assertThat(metadata.integer("x", 0, 1)).isEmpty();
      assertThat(metadata.decimal("x")).isEmpty();
      assertThat(metadata.flag("x")).isEmpty();
      assertThat(metadata.texts("x")).isEmpty();
      assertThat(metadata.integers("x", 0, 1)).isEmpty();
      assertThat(metadata.decimals("x")).isEmpty();
      assertThat(metadata.perLayer("x", 2, 0, 1)).isEmpty();
      assertThat(metadata.length("x")).isEmpty();
      assertThat(metadata.missing("x"))
          .hasMessageStartingWith("The GGUF file has no key 'x', which its model needs (file=");
    }
  }

  @Test
  void readsVersion2() throws IOException {
    Path file =
        new TestGguf()
            .version(2)
            .tensor("a", GgufType.F32, RawBytes.of().float32(1, 2).bytes(), 2)
            .write(directory.resolve("a.gguf"));
    try (GgufModel model = GgufModel.open(file)) {
      assertThat(model.version()).isEqualTo(2);
      assertThat(model.segment("a").byteSize()).isEqualTo(8);
      assertThat(model.files()).containsExactly(file);
    }
  }

  @Test
  void theLastTensorNeedsNoPadding() throws IOException {
    byte[] whole =
        new TestGguf()
            .tensor("a", GgufType.F32, RawBytes.of().float32(1).bytes())
            .tensor("b", GgufType.F32, RawBytes.of().float32(2, 3).bytes(), 2)
            .bytes();
    Path file = Files.write(directory.resolve("a.gguf"), Arrays.copyOf(whole, whole.length - 24));
    try (GgufModel model = GgufModel.open(file)) {
      assertThat(model.info("a").shape()).isEmpty();
      assertThat(model.info("a").elements()).isEqualTo(1);
      assertThat(model.info("b").shapeText()).isEqualTo("(2)");
      assertThat(model.info("b").offset()).isEqualTo(model.info("a").offset() + 32);
    }
  }

  @Test
  void anEmptyTensorTakesNoBytes() throws IOException {
    Path file =
        new TestGguf()
            .tensor("none", GgufType.Q4_0, new byte[0], 32, 0)
            .tensor("one", GgufType.F32, new byte[4], 1)
            .write(directory.resolve("a.gguf"));
    try (GgufModel model = GgufModel.open(file)) {
      assertThat(model.info("none").hasShape(0, 32)).isTrue();
      assertThat(model.segment("none").byteSize()).isZero();
    }
  }

  @Test
  void namesATensorThatIsNotThere() throws IOException, URISyntaxException {
    try (GgufModel model = mixed()) {
      assertThat(model.find("x")).isEmpty();
      assertThatThrownBy(() -> model.segment("x"))
          .isInstanceOf(ModelFormatException.class)
          .hasMessageStartingWith("Tensor 'x' is in none of the model's 1 files (file=");
    }
  }

  @Test
  void nothingIsReadAfterClosing() throws IOException, URISyntaxException {
    GgufModel model = mixed();
    MemorySegment cube = model.segment("cube");
    model.close();
    model.close();
    assertThatThrownBy(() -> cube.get(ValueLayout.JAVA_BYTE, 0))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> model.metadata().text("test.text"))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void namesAFileThatIsNotThere() {
    assertThatThrownBy(() -> GgufModel.open(directory.resolve("x.gguf")))
        .isInstanceOf(ModelFormatException.class)
        .hasMessage("There is no such file (file=%s)".formatted(directory.resolve("x.gguf")));
  }
}
