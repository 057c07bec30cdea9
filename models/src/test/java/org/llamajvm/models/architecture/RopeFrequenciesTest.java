package org.llamajvm.models.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.llamajvm.models.Fixtures;
import org.llamajvm.models.architecture.RopeConfig.Unscaled;
import org.llamajvm.models.source.DirectorySource;

class RopeFrequenciesTest {

  private static final double FLOAT_ROUNDING = 2e-6;

  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "llama-2",
        "code-llama",
        "llama-3",
        "llama-3.1",
        "llama-3.2",
        "llama-3-no-original",
        "linear",
      })
  void hasTheFrequenciesOfTransformers(String name) throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    JsonNode expected =
        mapper.readTree(Fixtures.directory().resolve("rope.json").toFile()).at("/cases/" + name);
    ObjectNode config = (ObjectNode) mapper.readTree(SmallConfig.with("\"model_type\": \"llama\""));
    config.setAll((ObjectNode) expected.get("config"));
    Files.writeString(directory.resolve("config.json"), config.toString());

    ModelConfig parsed = Architectures.STANDARD.config(DirectorySource.readConfig(directory));
    double[] frequencies = RopeFrequencies.of(parsed.rope(), parsed.headSize());

    assertThat(frequencies).hasSize(expected.get("frequencies").size());
    for (int i = 0; i < frequencies.length; i++) {
      double reference = expected.get("frequencies").get(i).doubleValue();
      assertThat(frequencies[i])
          .as("frequency %d", i)
          .isCloseTo(reference, within(FLOAT_ROUNDING * reference));
    }
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
