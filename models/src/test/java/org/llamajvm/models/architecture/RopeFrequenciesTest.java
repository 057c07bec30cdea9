package org.llamajvm.models.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.llamajvm.engine.attention.Rotary;
import org.llamajvm.engine.attention.RotaryScheme;
import org.llamajvm.format.JsonObject;
import org.llamajvm.models.Fixtures;
import org.llamajvm.models.architecture.RopeConfig.Dynamic;
import org.llamajvm.models.architecture.RopeConfig.LongRope;
import org.llamajvm.models.architecture.RopeConfig.Unscaled;

/** Rotary position embedding of every kind against transformers. */
class RopeFrequenciesTest {

  private static final double FLOAT_ROUNDING = 2e-6;
  private static final int LLAMAS_POSITIONS = 2048;

  @TempDir private Path directory;

  private static JsonNode cases() {
    try {
      Path file = Fixtures.directory().resolve("rope.json");
      return new ObjectMapper().readTree(file.toFile()).get("cases");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Stream<String> names() {
    return cases().propertyStream().map(entry -> entry.getKey());
  }

  @ParameterizedTest
  @MethodSource("names")
  void hasTheFrequenciesOfTransformers(String name) throws IOException {
    JsonNode expected = cases().get(name);
    Path file = directory.resolve("config.json");
    Files.writeString(file, expected.get("config").toString());
    JsonObject config = JsonObject.read(file);
    int headSize = config.integer("head_dim", 1, 256);
    int positions =
        config.optionalInteger("max_position_embeddings", 1, 1 << 20).orElse(LLAMAS_POSITIONS);
    RopeConfig rope = new RopeConfigParser(config, headSize, positions).partial().parse();

    RotaryScheme scheme = new RopeScheme(rope, headSize, new float[0]);
    Rotary rotary = scheme.rotary(scheme.lengthClass(expected.get("length").intValue()));

    assertThat(rotary.magnitude())
        .isCloseTo(expected.get("magnitude").doubleValue(), within(1e-12));
    assertThat(rotary.frequencies()).hasSize(expected.get("frequencies").size());
    for (int i = 0; i < rotary.half(); i++) {
      double reference = expected.get("frequencies").get(i).doubleValue();
      assertThat(rotary.frequencies()[i])
          .as("frequency %d", i)
          .isCloseTo(reference, within(FLOAT_ROUNDING * reference));
    }
  }

  @Test
  void tellsLengthsApartWhereTheyTurnDifferently() {
    RotaryScheme whole = scheme(new Unscaled());
    RotaryScheme twoKinds = scheme(new LongRope(List.of(1.0), List.of(4.0), 100, 1));
    RotaryScheme growing = scheme(new Dynamic(2, 100));
    assertThat(whole.lengthClass(1 << 20)).isZero();
    assertThat(twoKinds.lengthClass(100)).isZero();
    assertThat(twoKinds.lengthClass(101)).isEqualTo(twoKinds.lengthClass(5000)).isPositive();
    assertThat(growing.lengthClass(100)).isZero();
    assertThat(growing.lengthClass(101)).isLessThan(growing.lengthClass(102));
  }

  private static RotaryScheme scheme(RopeConfig.Scaling scaling) {
    return new RopeScheme(new RopeConfig(10000, scaling), 2, new float[0]);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -2, 7})
  void refusesAHeadThatHasNoPairs(int headSize) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RopeFrequencies.of(new RopeConfig(10000, new Unscaled()), headSize))
        .withMessage("head size is %d, expected an even number", headSize);
  }

  @Test
  void turnsTheFirstPairByOneRadian() {
    assertThat(RopeFrequencies.of(new RopeConfig(10000, new Unscaled()), 2)).containsExactly(1.0);
  }
}
