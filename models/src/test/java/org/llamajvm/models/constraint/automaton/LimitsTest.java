package org.llamajvm.models.constraint.automaton;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What making a grammar may cost. */
class LimitsTest {

  private static void make(Grammar grammar, int parts) {
    for (int i = 0; i < parts; i++) {
      grammar.reference("rule " + i);
    }
  }

  /** A machine that has other work must not refuse a good grammar. */
  @Test
  void timeInWhichTheThreadWaitsDoesNotCount() throws InterruptedException {
    Grammar grammar = new Grammar();
    grammar.limitTime(Duration.ofMillis(400));
    make(grammar, 600);
    Thread.sleep(900);
    assertThatCode(() -> make(grammar, 600)).doesNotThrowAnyException();
  }

  @Test
  @Timeout(60)
  void timeInWhichTheThreadComputesCounts() {
    Limits limits = new Limits();
    limits.start(Duration.ofMillis(20));
    assertThatThrownBy(
            () -> {
              while (true) {
                limits.checkTime();
              }
            })
        .isInstanceOf(TooComplexException.class)
        .hasMessage("it takes too long");
  }
}
