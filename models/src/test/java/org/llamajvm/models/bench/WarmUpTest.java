package org.llamajvm.models.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.llamajvm.engine.backend.Backend;
import org.llamajvm.engine.backend.KernelChoice;
import org.llamajvm.engine.kernel.ActivationPrecision;
import org.llamajvm.engine.kernel.Kernels;
import org.llamajvm.engine.kernel.KvType;
import org.llamajvm.engine.model.ComputeOptions;
import org.llamajvm.models.architecture.Bias;
import org.llamajvm.models.architecture.Llama;
import org.llamajvm.models.architecture.ModelConfig;
import org.llamajvm.models.architecture.RopeConfig;
import org.llamajvm.models.warmup.WarmUp;

/** The warm-up with weights made at random: which models have one, and which kernels it runs. */
class WarmUpTest {

  private static final int LAYERS = 2;

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
    ModelConfig config =
        new ModelConfig(
            new Llama(),
            512,
            hidden,
            128,
            heads,
            keyValueHeads,
            headSize,
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
        BenchmarkModel model = BenchmarkModel.random("random", config, backend)) {
      ComputeOptions options = new ComputeOptions(kvType, precision);
      Set<String> used = new HashSet<>();
      Kernels kernels = watched(backend.kernels(), used);
      assertThat(WarmUp.run(config, model.transformer(), kernels, options)).isEqualTo(large);
      if (large) {
        assertThat(used)
            .contains("bind " + precision, "pages " + kvType)
            .contains("rmsNorm", "rotate", "swiGlu", "exponentials", "add");
      } else {
        assertThat(used).isEmpty();
      }
    }
  }

  /** Kernels that note what they are asked for, with the last argument of what is chosen once. */
  private static Kernels watched(Kernels kernels, Set<String> used) {
    InvocationHandler handler =
        (proxy, method, arguments) -> {
          String name = method.getName();
          boolean chosenOnce = name.equals("bind") || name.equals("pages");
          used.add(chosenOnce ? name + " " + arguments[arguments.length - 1] : name);
          return method.invoke(kernels, arguments);
        };
    return (Kernels)
        Proxy.newProxyInstance(
            Kernels.class.getClassLoader(), new Class<?>[] {Kernels.class}, handler);
  }
}
