package org.llamajvm.models.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.llamajvm.engine.batch.Batch;

class PromptPaceTest {

  private final PromptPace pace = new PromptPace();

  /** A machine whose steps take so long. */
  private record Machine(double step, double generated, double prompt) {

    long nanos(int generatedTokens, int promptTokens) {
      return (long) (1e6 * (step + generated * generatedTokens + prompt * promptTokens));
    }
  }

  /** Runs steps until the sizes settle; returns the last one. */
  private int settle(Machine machine, int generated) {
    for (int i = 0; i < 20; i++) {
      int tokens = pace.tokens(generated, 0);
      pace.measured(generated, tokens, machine.nanos(generated, tokens));
    }
    int tokens = pace.tokens(generated, 0);
    assertThat(tokens).isPositive();
    return tokens;
  }

  @Test
  void beginsSmallAndGrows() {
    Machine fast = new Machine(0.1, 0.1, 0.01);
    assertThat(pace.tokens(0, 0)).isEqualTo(16);
    pace.measured(0, 16, fast.nanos(0, 16));
    assertThat(pace.tokens(0, 0)).isEqualTo(64);
    assertThat(settle(fast, 0)).isEqualTo(Batch.PIECE);
  }

  @Test
  void whoIsBeingAnsweredWaitsAQuarterOfASecondAtMost() {
    Machine machine = new Machine(90, 3, 5);
    int tokens = settle(machine, 4);
    assertThat(tokens).isGreaterThan(10);
    assertThat(machine.nanos(4, tokens)).isBetween(150_000_000L, 250_000_000L);
  }

  @Test
  void promptsDelayWhoIsBeingAnsweredByALittle() {
    Machine fast = new Machine(2, 0.5, 0.1);
    int tokens = settle(fast, 4);
    assertThat(slowdown(fast, 4, tokens)).isBetween(1.6, 2.4);
  }

  @Test
  void measuresHowLongAnswersTakeAlone() {
    settle(new Machine(2, 0.5, 0.1), 1);
    Machine many = new Machine(2, 0.5, 0.1);
    for (int i = 0; i < 4 * PromptPace.MEASURE; i++) {
      int tokens = pace.tokens(16, 0);
      pace.measured(16, tokens, many.nanos(16, tokens));
    }
    int tokens = pace.tokens(16, 0);
    assertThat(slowdown(many, 16, tokens)).as("of sixteen, not of one").isBetween(1.6, 2.4);
  }

  private static double slowdown(Machine machine, int generated, int prompt) {
    return (double) machine.nanos(generated, prompt) / machine.nanos(generated, 0);
  }

  @Test
  void aPromptAloneTakesASecondAtMost() {
    Machine machine = new Machine(90, 3, 20);
    int tokens = settle(machine, 0);
    assertThat(machine.nanos(0, tokens)).isBetween(800_000_000L, 1_050_000_000L);
  }

  @Test
  void aSlowMachineGetsOnAllTheSame() {
    Machine machine = new Machine(400, 10, 90);
    assertThat(settle(machine, 4)).isEqualTo(8);
  }

  @Test
  void promptsGoOnWhereEveryStepHasForcedTokens() {
    Machine fast = new Machine(2, 0.5, 0.1);
    settle(fast, 4);
    for (int i = 0; i < 4 * PromptPace.MEASURE; i++) {
      int tokens = pace.tokens(4, 6);
      assertThat(tokens).isPositive();
      pace.measured(4, tokens + 6, fast.nanos(4, tokens + 6));
    }
  }

  @Test
  void forcedTokensAreTakenFromThePromptsTime() {
    Machine fast = new Machine(2, 0.5, 0.1);
    int tokens = settle(fast, 4);
    assertThat(pace.tokens(4, 10)).isEqualTo(tokens - 10);
    assertThat(pace.tokens(0, 10)).as("somebody waits all the same").isEqualTo(tokens - 10);
  }
}
