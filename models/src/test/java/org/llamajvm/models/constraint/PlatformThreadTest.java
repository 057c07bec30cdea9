package org.llamajvm.models.constraint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Work that is timed must run where the JVM measures time. */
class PlatformThreadTest {

  private static boolean isOnVirtualThread() {
    return PlatformThread.call(() -> Thread.currentThread().isVirtual());
  }

  @Test
  void takesWorkAwayFromVirtualThreads() throws Exception {
    try (ExecutorService virtual = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Boolean> answer = virtual.submit(PlatformThreadTest::isOnVirtualThread);
      assertThat(answer.get()).isFalse();
      Future<?> fault = virtual.submit(() -> Constraint.regex("("));
      assertThatThrownBy(fault::get).hasCauseInstanceOf(ConstraintException.class);
    }
  }

  @Test
  void staysOnPlatformThreads() {
    Thread here = Thread.currentThread();
    assertThat(PlatformThread.call(Thread::currentThread)).isSameAs(here);
  }

  @Test
  void anInterruptedThreadGetsItsResultAndStaysInterrupted() throws Exception {
    try (ExecutorService virtual = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Boolean> answer =
          virtual.submit(() -> {
            Thread.currentThread().interrupt();
            return !isOnVirtualThread() && Thread.currentThread().isInterrupted();
          });
      assertThat(answer.get()).isTrue();
    }
  }
}
