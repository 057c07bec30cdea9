package org.llamajvm.spark.rows;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RowSeedTest {

  /** As {@code printf %s '7:42' | sha256sum | cut -c 1-16} prints them. */
  @ParameterizedTest
  @CsvSource({"0, '', ba768b331fd86cec", "7, 42, 6fb44d7d504d375b", "-1, Käse, d807d3520f091ca8"})
  void isTheBeginningOfADigest(long seed, String key, String expected) {
    assertThat(RowSeed.of(seed, key)).isEqualTo(Long.parseUnsignedLong(expected, 16));
  }
}
