package org.llamajvm.loader.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.llamajvm.engine.tensor.AffineMatrix;
import org.llamajvm.engine.tensor.FloatMatrix;
import org.llamajvm.engine.tensor.FloatType;
import org.llamajvm.engine.tensor.InterleavedFormat;
import org.llamajvm.engine.tensor.InterleavedMatrix;
import org.llamajvm.loader.TestFiles;
import org.llamajvm.loader.weights.QuantizationConfig.Setting;

class WeightReaderTest {

  private static final QuantizationConfig FOUR_BITS =
      new QuantizationConfig(
          Optional.of(new Setting(4, 32)), Map.of("eight", Optional.of(new Setting(8, 64))));

  @TempDir Path directory;
  private TensorStore store;

  private WeightReader reader(String header, byte[] data, QuantizationConfig config)
      throws IOException {
    TestFiles.write(directory.resolve("model.safetensors"), header, data);
    store = TensorStore.open(directory);
    return new WeightReader(store, config);
  }

  @AfterEach
  void close() {
    if (store != null) {
      store.close();
    }
  }

  private static String tensor(String name, String dtype, String shape, int begin, int end) {
    return "\"%s\":{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":[%d,%d]}"
        .formatted(name, dtype, shape, begin, end);
  }

  private static String affine(String module, String words, String groups, String scaleType) {
    return "{"
        + tensor(module + ".weight", "U32", words, 0, 64)
        + ","
        + tensor(module + ".scales", scaleType, groups, 64, 72)
        + ","
        + tensor(module + ".biases", scaleType, groups, 72, 80)
        + "}";
  }

  @ParameterizedTest
  @CsvSource({"F32, 4", "F16, 2", "BF16, 2"})
  void readsFloats(FloatType type, int bytes) throws IOException {
    float[] values = {1, -2.5f, 0.125f, 3, 1024, -0.0f};
    ByteBuffer data = ByteBuffer.allocate(6 * bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      switch (type) {
        case F32 -> data.putFloat(value);
        case F16 -> data.putShort(Float.floatToFloat16(value));
        case BF16 -> data.putShort((short) (Float.floatToRawIntBits(value) >> 16));
      }
    }
    String header =
        "{%s,%s}"
            .formatted(
                tensor("m.weight", type.name(), "[2,2]", 0, 4 * bytes),
                tensor("v", type.name(), "[2]", 4 * bytes, 6 * bytes));
    WeightReader reader = reader(header, data.array(), QuantizationConfig.NONE);

    assertThat(reader.has("m.weight")).isTrue();
    assertThat(reader.has("m")).isFalse();
    assertThat(reader.vector("v", 2)).containsExactly(1024, -0.0f);
    assertThat(reader.matrix("m", 2, 2))
        .isEqualTo(new FloatMatrix(type, 2, 2, store.segment("m.weight")));
    assertThatThrownBy(() -> reader.matrix("m", 4, 1))
        .hasMessage(
            "Tensor 'm.weight' has shape (2, 2), expected (4, 1) (file=%s)"
                .formatted(directory.resolve("model.safetensors")));
    assertThatThrownBy(() -> reader.vector("v", 3))
        .hasMessageStartingWith("Tensor 'v' has shape (2), expected (3)");
  }

  @Test
  void readsFourBits() throws IOException {
    WeightReader reader = reader(affine("m", "[2,8]", "[2,2]", "F16"), new byte[80], FOUR_BITS);
    assertThat(reader.matrix("m", 2, 64))
        .isEqualTo(
            new AffineMatrix(
                4,
                32,
                FloatType.F16,
                2,
                64,
                store.segment("m.weight"),
                store.segment("m.scales"),
                store.segment("m.biases")));
  }

  @Test
  void readsAnOverriddenLayer() throws IOException {
    WeightReader reader =
        reader(affine("eight", "[1,16]", "[1,4]", "F16"), new byte[80], FOUR_BITS);
    assertThatThrownBy(() -> reader.matrix("eight", 1, 64))
        .hasMessageStartingWith("Tensor 'eight.scales' has shape (1, 4), expected (1, 1)");
  }

  @Test
  void readsFloatScales() throws IOException {
    WeightReader reader = reader(affine("m", "[1,16]", "[1,2]", "F32"), new byte[80], FOUR_BITS);
    assertThatThrownBy(() -> reader.matrix("m", 1, 64))
        .hasMessageStartingWith("Tensor 'm.weight' has shape (1, 16), expected (1, 8)");
    WeightReader wide =
        new WeightReader(store, new QuantizationConfig(Optional.of(new Setting(8, 32)), Map.of()));
    assertThat(wide.matrix("m", 1, 64)).extracting("scaleType").isEqualTo(FloatType.F32);
  }

  @ParameterizedTest
  @CsvSource({"1, 64", "7, 64", "4, 16", "4, 256"})
  void refusesOtherBitsAndGroups(int bits, int group) throws IOException {
    QuantizationConfig config =
        new QuantizationConfig(Optional.of(new Setting(bits, group)), Map.of());
    WeightReader reader = reader(affine("m", "[2,8]", "[2,2]", "F16"), new byte[80], config);
    assertThatThrownBy(() -> reader.matrix("m", 2, 64))
        .hasMessageStartingWith(
            "Tensor 'm.weight' is quantised to %d bits in groups of %d; supported are 2, 3, 4, 5, 6 and 8 bits in groups of 32, 64 and 128"
                .formatted(bits, group));
  }

  @Test
  void refusesScalesWithoutASetting() throws IOException {
    WeightReader reader =
        reader(affine("m", "[2,8]", "[2,2]", "F16"), new byte[80], QuantizationConfig.NONE);
    assertThatThrownBy(() -> reader.matrix("m", 2, 64))
        .hasMessageStartingWith(
            "Module 'm' has scales, but config.json has no \"quantization\" for it");
  }

  @Test
  void refusesTensorsThatDoNotFitTogether() throws IOException {
    String header = affine("m", "[2,8]", "[2,2]", "F16");
    WeightReader noBiases = reader(header.replace("m.biases", "m.other"), new byte[80], FOUR_BITS);
    assertThatThrownBy(() -> noBiases.matrix("m", 2, 64))
        .hasMessageStartingWith("Tensor 'm.biases' is not in the model's file");
    store.close();

    String mixed =
        header.substring(0, header.lastIndexOf("F16"))
            + "BF16"
            + header.substring(header.lastIndexOf("F16") + 3);
    WeightReader twoTypes = reader(mixed, new byte[80], FOUR_BITS);
    assertThatThrownBy(() -> twoTypes.matrix("m", 2, 64))
        .hasMessageStartingWith("Tensor 'm.biases' is BF16, expected F16 as 'm.scales'");
    store.close();

    WeightReader signed = reader(header.replace("U32", "I32"), new byte[80], FOUR_BITS);
    assertThatThrownBy(() -> signed.matrix("m", 2, 64))
        .hasMessageStartingWith("Tensor 'm.weight' is I32, expected U32, since it has scales");
    assertThatThrownBy(() -> signed.matrix("x", 2, 64))
        .hasMessageStartingWith("Tensor 'x.weight' is not in the model's file");
  }

  @Test
  void refusesIntegers() throws IOException {
    WeightReader reader =
        reader("{" + tensor("m.weight", "I8", "[2,2]", 0, 4) + "}", new byte[4], FOUR_BITS);
    assertThatThrownBy(() -> reader.matrix("m", 2, 2))
        .hasMessageStartingWith(
            "Tensor 'm.weight' is I8; supported are F32, F16, BF16 and MLX's quantised groups");
  }

  private static String interleaved(String text, String shape) {
    return "{\"__metadata__\":{\"m.weight\":\"%s\"},%s}"
        .formatted(text, tensor("m.weight", "U32", shape, 0, 640));
  }

  @Test
  void readsTheInterleavedLayout() throws IOException {
    String text = "interleaved rows=3 cols=64 bits=4 group_size=32 scales=BF16";
    WeightReader reader =
        reader(interleaved(text, "[1,2,5,16]"), new byte[640], QuantizationConfig.NONE);
    assertThat(reader.matrix("m", 3, 64))
        .isEqualTo(
            new InterleavedMatrix(
                InterleavedFormat.affine4(32, FloatType.BF16), 3, 64, store.segment("m.weight")));
    assertThatThrownBy(() -> reader.matrix("m", 4, 64))
        .hasMessageStartingWith("Tensor 'm.weight' has shape (3, 64), expected (4, 64)");
  }

  @Test
  void refusesAnInterleavedTensorOfAnotherShape() throws IOException {
    String text = "interleaved rows=3 cols=64 bits=4 group_size=32 scales=BF16";
    WeightReader reader =
        reader(interleaved(text, "[160]"), new byte[640], QuantizationConfig.NONE);
    assertThatThrownBy(() -> reader.matrix("m", 3, 64))
        .hasMessageStartingWith("Tensor 'm.weight' has shape (160), expected (1, 2, 5, 16)");
    store.close();
    WeightReader other =
        reader(
            interleaved(text.replace("bits=4", "bits=5"), "[160]"),
            new byte[640],
            QuantizationConfig.NONE);
    assertThatThrownBy(() -> other.matrix("m", 3, 64))
        .hasMessageStartingWith("Tensor 'm.weight' has the layout \"interleaved rows=3");
  }
}
