package org.llamajvm.models.constraint.automaton;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
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
    Limits limits = new Limits(new ThreadTime()::nanos);
    limits.start(Duration.ofMillis(20));
    assertThatThrownBy(
            () -> {
              while (true) {
                limits.checkTime();
              }
            })
        .isInstanceOf(TooLongException.class)
        .hasMessage("it takes too long: more than 20 ms of computing");
  }

  @Test
  void theTimeCanBeginBeforeAnyWork() {
    AtomicLong now = new AtomicLong();
    Limits limits = new Limits(now::get);
    limits.startNow(Duration.ofNanos(10));
    now.set(11);
    assertThatThrownBy(() -> limits.checkTime(10_000)).isInstanceOf(TooLongException.class);
  }

  @Test
  void muchWorkAtOnceLooksAtTheClockSooner() {
    AtomicInteger looks = new AtomicInteger();
    Limits limits = new Limits(looks::incrementAndGet);
    limits.startNow(Duration.ofDays(1));
    for (int i = 0; i < 512; i++) {
      limits.checkTime(1);
    }
    assertThat(looks.getAndSet(0)).isEqualTo(3);
    for (int i = 0; i < 512; i++) {
      limits.checkTime(64);
    }
    assertThat(looks).hasValue(128);
  }

  @Test
  void sortingManyTextsCounts() {
    AtomicLong now = new AtomicLong();
    Limits limits = new Limits(now::incrementAndGet);
    limits.startNow(Duration.ofNanos(50));
    List<byte[]> texts =
        new Random(1).ints(20_000).mapToObj(i -> ByteBuffer.allocate(4).putInt(i).array()).toList();
    assertThatThrownBy(() -> new SortedTexts(texts, limits)).isInstanceOf(TooLongException.class);
  }
}
