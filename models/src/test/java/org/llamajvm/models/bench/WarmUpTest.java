package org.llamajvm.models.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.llamajvm.engine.backend.Backend;
import org.llamajvm.engine.backend.KernelChoice;
import org.llamajvm.engine.kernel.ActivationPrecision;
import org.llamajvm.engine.kernel.KvType;
import org.llamajvm.models.llama.Architecture;
import org.llamajvm.models.llama.DecoderOptions;
import org.llamajvm.models.llama.LlamaConfig;
import org.llamajvm.models.llama.RopeConfig;
import org.llamajvm.models.llama.WarmUp;

/** The warm-up with weights made at random: which models have one, and that it ends well. */
class WarmUpTest {

  @ParameterizedTest
  @CsvSource({
    "512, 8, 2, 64, INT8, F32, true",
    "512, 8, 8, 64, INT8, Q8, true",
    "640, 8, 8, 80, FLOAT32, F16, true",
    "384, 6, 2, 64, INT8, F32, false",
    "512, 64, 1, 8, INT8, F32, true",
    "1024, 2, 1, 96, INT8, F32, false"
  })
  void runsForLargeModelsAlone(
      int hidden,
      int heads,
      int keyValueHeads,
      int headSize,
      ActivationPrecision precision,
      KvType kvType,
      boolean large) {
    LlamaConfig config =
        new LlamaConfig(
            Architecture.LLAMA,
            512,
            hidden,
            128,
            1,
            heads,
            keyValueHeads,
            headSize,
            1e-5,
            new RopeConfig(10_000, new RopeConfig.Unscaled()),
            64,
            0,
            false,
            false,
            false,
            OptionalInt.empty(),
            List.of());
    try (Backend backend = Backend.open(KernelChoice.AUTO, 1);
        BenchmarkModel model = BenchmarkModel.random("random", config, backend)) {
      DecoderOptions options = new DecoderOptions(1, kvType, precision);
      assertThat(WarmUp.run(config, model.weights(), backend.kernels(), options)).isEqualTo(large);
    }
  }
}
