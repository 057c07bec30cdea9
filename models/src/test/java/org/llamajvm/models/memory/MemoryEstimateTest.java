package org.llamajvm.models.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.llamajvm.engine.kernel.KvType;
import org.llamajvm.models.architecture.Bias;
import org.llamajvm.models.architecture.Llama;
import org.llamajvm.models.architecture.ModelConfig;
import org.llamajvm.models.architecture.RopeConfig;
import org.llamajvm.models.architecture.RopeConfig.Unscaled;

class MemoryEstimateTest {

  /** Llama 3.1 8B, which has 2 · 32 · 8 · 128 keys and values a token: 256 KiB. */
  private static final ModelConfig LLAMA31_8B =
      new ModelConfig(
          new Llama(),
          128256,
          4096,
          14336,
          32,
          8,
          128,
          1e-5,
          new RopeConfig(500000, new Unscaled()),
          131072,
          Collections.nCopies(32, 0),
          Bias.NONE,
          Bias.NONE,
          false,
          OptionalInt.of(128000),
          List.of(128001));

  @Test
  void countsTheCacheOfTheWholeContext() {
    assertThat(MemoryEstimate.of(LLAMA31_8B, 0, 131072, 1, KvType.F32).cache())
        .isEqualTo(32L << 30);
  }

  @Test
  void countsTheLastPageOfTheCacheAsAWhole() {
    assertThat(MemoryEstimate.of(LLAMA31_8B, 0, 129, 1, KvType.F32).cache())
        .isEqualTo(256L * 256 * 1024);
  }

  @Test
  void growsWithTheBatchOnlyInScratch() {
    MemoryEstimate one = MemoryEstimate.of(LLAMA31_8B, 1000, 10, 1, KvType.F32);
    MemoryEstimate many = MemoryEstimate.of(LLAMA31_8B, 1000, 10, 512, KvType.F32);
    assertThat(many.cache()).isEqualTo(one.cache());
    assertThat(many.scratch()).isGreaterThan(one.scratch());
    assertThat(many.scratch()).isGreaterThan(512L * 4 * (4096 + 2 * 14336));
    assertThat(many.total()).isEqualTo(1000 + many.cache() + many.scratch());
    assertThat(many.pinned()).isEqualTo(many.cache() + many.scratch());
  }

  @Test
  void knowsTheMachine() {
    MachineMemory machine = MachineMemory.current();
    assertThat(machine.totalBytes()).isGreaterThan(Runtime.getRuntime().totalMemory());
    assertThat(machine.freeBytes()).isBetween(0L, machine.totalBytes());
  }
}
