package org.llamajvm.models.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.llamajvm.engine.backend.Backend;
import org.llamajvm.engine.backend.KernelChoice;
import org.llamajvm.engine.kernel.KvType;
import org.llamajvm.models.architecture.Bias;
import org.llamajvm.models.architecture.Llama;
import org.llamajvm.models.architecture.ModelConfig;
import org.llamajvm.models.architecture.RopeConfig;
import org.llamajvm.models.bench.BenchmarkTest.Kind;

/** What a benchmark says a test needs, counted by hand for a model of three layers. */
class WorkloadTest {

  private static final int LAYERS = 3;
  private static final int HIDDEN = 128;
  private static final int KEYS = 64;
  private static final int INNER = 256;
  private static final int VOCABULARY = 512;

  private static final int QUERIES_KEYS_VALUES = HIDDEN * (HIDDEN + KEYS + KEYS);
  private static final int REST_OF_LAYER = HIDDEN * HIDDEN + 3 * HIDDEN * INNER;
  private static final int OUTPUT = VOCABULARY * HIDDEN;

  /** Products of a query with a key, and of its weight with a value. */
  private static final int PAIR = 2 * HIDDEN;

  @Test
  void finishesTheLastLayerOfAPromptForItsLastToken() {
    int layers = 3 * 5 * QUERIES_KEYS_VALUES + (2 * 5 + 1) * REST_OF_LAYER;
    int attention = PAIR * (2 * (1 + 2 + 3 + 4 + 5) + 5);
    assertThat(multiplyAdds(new BenchmarkTest(Kind.PROMPT, 5, 0)))
        .isEqualTo(layers + attention + OUTPUT);
  }

  @Test
  void finishesAllLayersForEachGeneratedToken() {
    int layers = 3 * 2 * (QUERIES_KEYS_VALUES + REST_OF_LAYER);
    int attention = PAIR * 3 * (11 + 12);
    assertThat(multiplyAdds(new BenchmarkTest(Kind.GENERATION, 2, 10)))
        .isEqualTo(layers + attention + 2 * OUTPUT);
  }

  private static double multiplyAdds(BenchmarkTest test) {
    ModelConfig config =
        new ModelConfig(
            new Llama(),
            VOCABULARY,
            HIDDEN,
            INNER,
            2,
            1,
            64,
            1e-5,
            new RopeConfig(10_000, new RopeConfig.Unscaled()),
            64,
            Collections.nCopies(LAYERS, 0),
            Bias.NONE,
            Bias.NONE,
            false,
            OptionalInt.empty(),
            List.of());
    try (Backend backend = Backend.open(KernelChoice.AUTO, 1);
        BenchmarkModel model = BenchmarkModel.random("three layers", config, backend)) {
      return Workload.of(model, KvType.F32, test).multiplyAdds();
    }
  }
}
