package org.llamajvm.engine.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SplitMix64Test {

  @Test
  void givesThePublishedNumbers() {
    SplitMix64 random = new SplitMix64(1234567);
    assertThat(random.nextLong()).isEqualTo(6457827717110365317L);
    assertThat(random.nextLong()).isEqualTo(3203168211198807973L);
    assertThat(random.nextLong()).isEqualTo(Long.parseUnsignedLong("9817491932198370423"));
  }

  @Test
  void agreesWithTheLibrarysGenerator() {
    SplitMix64 ours = new SplitMix64(-5);
    SplittableRandom theirs = new SplittableRandom(-5);
    for (int i = 0; i < 1000; i++) {
      assertThat(ours.nextDouble()).isEqualTo(theirs.nextDouble());
    }
  }

  @Test
  void goesOnFromItsState() {
    SplitMix64 first = new SplitMix64(9);
    first.nextLong();
    SplitMix64 second = new SplitMix64(first.state());
    assertThat(second.nextLong()).isEqualTo(first.nextLong());
  }
}
