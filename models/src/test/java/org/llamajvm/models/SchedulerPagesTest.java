package org.llamajvm.models;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.llamajvm.engine.cache.KvLayout;

/** Pages that requests to a scheduler share with each other and with sessions. */
class SchedulerPagesTest extends SchedulerCase {

  @Test
  void promptsThatBeginAlikeAreProcessedOnce() {
    int[] prompt = prompt(3 * KvLayout.PAGE + 5, 1);
    assertThat(scheduler.submit(request(prompt, 2, "")).await().usage().cachedTokens()).isZero();
    assertThat(scheduler.status().pages().used()).isZero();
    assertThat(scheduler.status().pages().cached()).isEqualTo(3);
    int[] longer = prompt(3 * KvLayout.PAGE + 50, 1);
    Generation second = scheduler.submit(request(longer, 5, "")).await();
    assertThat(second.usage().cachedTokens()).isEqualTo(3 * KvLayout.PAGE);
    assertThat(second.tokens()).isEqualTo(alone(longer, 5).tokens());
    assertThat(second.timings().promptTokens()).isEqualTo(50);
    assertThat(scheduler.status().totals().cachedTokens()).isEqualTo(3 * KvLayout.PAGE);
  }

  @Test
  void keepsOfEndedRequestsWhatThoseThatRunAtOnceCouldHave() {
    try (Scheduler one = model.newScheduler(SchedulerOptions.defaults().withMaxRunning(1))) {
      for (int seed = 1; seed <= 3; seed++) {
        one.submit(request(prompt(800, seed), 1, "")).await();
      }
      assertThat(one.status().pages().cached()).isBetween(1, 1024 / KvLayout.PAGE);
    }
  }

  /** The same prompt several times at once: the others wait for the first and take its pages. */
  @Test
  void promptsThatBeginAlikeAtOnceAreProcessedOnce() {
    int[] prompt = prompt(3 * KvLayout.PAGE + 1, 2);
    Generation expected = alone(prompt, 9);
    holdAllPages();
    try (Scheduler four = model.newScheduler(SchedulerOptions.defaults().withMaxRunning(4))) {
      List<Answer> answers =
          IntStream.range(0, 2).mapToObj(_ -> four.submit(request(prompt, 9, ""))).toList();
      holder.close();
      for (Answer answer : answers) {
        assertThat(answer.await().tokens()).isEqualTo(expected.tokens());
      }
      assertThat(four.status().totals().promptTokens()).isEqualTo(prompt.length + 1);
    }
  }

  @Test
  void pagesThatWereNotUsedForLongGoFirst() {
    int[] first = prompt(2 * KvLayout.PAGE + 1, 10);
    int[] second = prompt(2 * KvLayout.PAGE + 1, 20);
    int[] third = prompt(4 * KvLayout.PAGE, 30);
    scheduler.submit(request(first, 1, "")).await();
    scheduler.submit(request(second, 1, "")).await();
    assertThat(scheduler.submit(request(first, 1, "")).await().usage().cachedTokens())
        .isEqualTo(2 * KvLayout.PAGE);
    assertThat(scheduler.status().pages().cached()).isEqualTo(4);
    scheduler.submit(request(third, 2 * KvLayout.PAGE, "")).await();
    assertThat(scheduler.submit(request(first, 1, "")).await().usage().cachedTokens())
        .isEqualTo(2 * KvLayout.PAGE);
    assertThat(scheduler.submit(request(second, 1, "")).await().usage().cachedTokens())
        .isLessThan(2 * KvLayout.PAGE);
  }

  @Test
  void sessionsWorkBesideAScheduler() {
    Answer answer = scheduler.submit(request(PROMPT, 700, ""));
    TextPiece piece = answer.iterator().next();
    assertThat(piece.tokens()).isNotEmpty();
    List<Integer> expected = alone(PROMPT, 30).tokens();
    assertThat(alone(PROMPT, 30).tokens()).isEqualTo(expected);
    assertThat(answer.await().tokens()).isEqualTo(alone(PROMPT, 700).tokens());
  }
}
