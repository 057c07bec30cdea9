package org.llamajvm.engine.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.llamajvm.engine.backend.Backend;
import org.llamajvm.engine.backend.KernelChoice;

/** What a probe says against the time that all its work took, which is no less than its best. */
class MachineProbeTest {

  private static final long BYTES = 4 << 20;

  @ParameterizedTest
  @EnumSource(names = {"SCALAR", "VECTOR"})
  void isAtLeastAsFastAsOnAverage(KernelChoice kernels) {
    try (Backend backend = Backend.open(kernels, 2);
        MachineProbe probe = new MachineProbe(backend, BYTES, Duration.ZERO)) {
      long begin = System.nanoTime();
      MachineSpeed speed = probe.measure();
      double elapsed = (System.nanoTime() - begin) / 1e9;
      double seconds =
          MachineProbe.TIMES
              * (BYTES / speed.bytesPerSecond()
                  + probe.multiplyAdds() / speed.multiplyAddsPerSecond());
      assertThat(seconds).isPositive().isLessThan(elapsed).isGreaterThan(elapsed / 1000);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SCALAR", "VECTOR"})
  void refusesToReadNothing(KernelChoice kernels) {
    try (Backend backend = Backend.open(kernels, 1)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new MachineProbe(backend, 0).close())
          .withMessage("0 bytes to read, expected some");
    }
  }
}
