package org.llamajvm.engine.parallel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class WorkerPoolTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 8})
  void everyItemIsDoneOnce(int threads) {
    try (WorkerPool pool = new WorkerPool(threads)) {
      assertThat(pool.threads()).isEqualTo(threads);
      for (int items = 0; items < 40; items++) {
        for (int grain : new int[] {1, 2, 3, 7, 39, 40, 1000, Integer.MAX_VALUE}) {
          AtomicIntegerArray done = new AtomicIntegerArray(items);
          pool.run(countInto(done), items, grain);
          assertAllAre(1, done);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void chunksAreNoLongerThanAskedForUpToTheLastInteger(int threads) {
    try (WorkerPool pool = new WorkerPool(threads)) {
      Set<List<Integer>> chunks = ConcurrentHashMap.newKeySet();
      pool.run((from, to, scratch) -> chunks.add(List.of(from, to)), Integer.MAX_VALUE, 1 << 30);
      assertThat(chunks)
          .containsExactlyInAnyOrder(List.of(0, 1 << 30), List.of(1 << 30, Integer.MAX_VALUE));
    }
  }

  /** Short regions one after the other, of changing length: whoever is late must not join. */
  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void manyShortRegionsNeitherHangNorMixUp(int threads) {
    try (WorkerPool pool = new WorkerPool(threads)) {
      int[] results = new int[64];
      for (int region = 1; region <= 100_000; region++) {
        int mark = region;
        int items = 2 + region % 62;
        pool.run(
            (from, to, scratch) -> {
              for (int i = from; i < to; i++) {
                results[i] = mark;
              }
            },
            items,
            1 + region % 5);
        for (int i = 0; i < items; i++) {
          if (results[i] != mark) {
            throw new AssertionError("item %d of region %d".formatted(i, region));
          }
        }
      }
    }
  }

  /** Every pause is long enough for the workers to park, or nearly: the moment to miss a call. */
  @Test
  void workersThatWentToSleepComeBack() throws InterruptedException {
    try (WorkerPool pool = new WorkerPool(3)) {
      for (int pause = 0; pause < 400; pause++) {
        AtomicIntegerArray done = new AtomicIntegerArray(30);
        pool.run(countInto(done), 30, 1);
        assertAllAre(1, done);
        Thread.sleep(Duration.ofNanos(pause * 5_000L));
      }
    }
  }

  @Test
  void moreThreadsThanCoresFinish() {
    int threads = 4 * Runtime.getRuntime().availableProcessors();
    try (WorkerPool pool = new WorkerPool(threads)) {
      AtomicIntegerArray done = new AtomicIntegerArray(100);
      for (int region = 0; region < 2_000; region++) {
        pool.run(countInto(done), 100, 1);
      }
      assertAllAre(2_000, done);
    }
  }

  @Test
  void everyThreadHasScratchOfItsOwn() {
    try (WorkerPool pool = new WorkerPool(4)) {
      Set<Thread> threads = ConcurrentHashMap.newKeySet();
      Set<Scratch> scratches = ConcurrentHashMap.newKeySet();
      Region region =
          (from, to, scratch) -> {
            threads.add(Thread.currentThread());
            scratches.add(scratch);
          };
      for (int i = 0; i < 200; i++) {
        pool.run(region, 64, 1);
      }
      assertThat(scratches).hasSameSizeAs(threads);
      assertThat(threads).contains(Thread.currentThread()).hasSizeBetween(1, 4);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void aFailureReachesTheCallerAndThePoolGoesOn(int threads) {
    try (WorkerPool pool = new WorkerPool(threads)) {
      for (int bad = 0; bad < 50; bad++) {
        int item = bad;
        Region failing =
            (from, to, scratch) -> {
              if (from <= item && item < to) {
                throw new IllegalStateException("item " + item);
              }
            };
        assertThatIllegalStateException()
            .isThrownBy(() -> pool.run(failing, 50, 3))
            .withMessageContaining("item " + item);
        AtomicIntegerArray done = new AtomicIntegerArray(50);
        pool.run(countInto(done), 50, 3);
        assertAllAre(1, done);
      }
    }
  }

  @Test
  void anErrorOfAWorkerIsTheCause() {
    try (WorkerPool pool = new WorkerPool(2)) {
      Error error = new StackOverflowError("deep");
      Region failing =
          (from, to, scratch) -> {
            throw error;
          };
      assertThatIllegalStateException()
          .isThrownBy(() -> pool.run(failing, 10, 1))
          .withMessage("A worker failed: deep")
          .withCause(error);
    }
  }

  @Test
  void callersTakeTurns() throws InterruptedException {
    try (WorkerPool pool = new WorkerPool(2)) {
      AtomicInteger inside = new AtomicInteger();
      AtomicInteger most = new AtomicInteger();
      AtomicIntegerArray done = new AtomicIntegerArray(20);
      List<Thread> callers = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        callers.add(
            Thread.ofPlatform()
                .start(() -> {
                  for (int region = 0; region < 500; region++) {
                    pool.run(
                        (from, to, scratch) -> {
                          most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                          countInto(done).run(from, to, scratch);
                          inside.decrementAndGet();
                        },
                        20,
                        1);
                  }
                }));
      }
      for (Thread caller : callers) {
        caller.join();
      }
      assertAllAre(4 * 500, done);
      assertThat(most.get()).isLessThanOrEqualTo(2);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void aRegionInARegionIsRefused(int threads) {
    try (WorkerPool pool = new WorkerPool(threads)) {
      Region inner = (from, to, scratch) -> {};
      Region outer = (from, to, scratch) -> pool.run(inner, 10, 1);
      for (int items : new int[] {1, 2, 50}) {
        assertThatIllegalStateException()
            .isThrownBy(() -> pool.run(outer, items, 1))
            .withMessageContaining("A region runs a region of the same pool");
      }
      AtomicIntegerArray done = new AtomicIntegerArray(50);
      pool.run(countInto(done), 50, 1);
      assertAllAre(1, done);
    }
  }

  @Test
  void aRegionMayUseAnotherPool() {
    try (WorkerPool outer = new WorkerPool(2);
        WorkerPool inner = new WorkerPool(2)) {
      AtomicIntegerArray done = new AtomicIntegerArray(10);
      outer.run((from, to, scratch) -> inner.run(countInto(done), 10, 1), 5, 1);
      assertAllAre(5, done);
    }
  }

  @Test
  void idleWorkersGoToSleep() throws InterruptedException {
    try (WorkerPool pool = new WorkerPool(8)) {
      List<Thread> workers = workersOf(pool);
      assertThat(workers).hasSize(7);
      while (!workers.stream().allMatch(WorkerPoolTest::isAsleep)) {
        Thread.sleep(1);
      }
    }
  }

  /** Each takes one item, and waits until all have. */
  private static List<Thread> workersOf(WorkerPool pool) {
    Set<Thread> workers = ConcurrentHashMap.newKeySet();
    CountDownLatch all = new CountDownLatch(pool.threads());
    pool.run(
        (from, to, scratch) -> {
          workers.add(Thread.currentThread());
          all.countDown();
          await(all);
        },
        pool.threads(),
        1);
    workers.remove(Thread.currentThread());
    return List.copyOf(workers);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean isAsleep(Thread worker) {
    return worker.getState() == Thread.State.WAITING
        && LockSupport.getBlocker(worker) instanceof WorkerPool;
  }

  @Test
  void closeEndsTheThreadsAndNothingRunsAfterIt() throws InterruptedException {
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    WorkerPool pool = new WorkerPool(4);
    List<Thread> workers = new ArrayList<>(Thread.getAllStackTraces().keySet());
    workers.removeAll(before);
    workers.removeIf(thread -> !thread.getName().startsWith("llama-worker-"));
    assertThat(workers).hasSize(3);
    Thread.sleep(20);
    pool.close();
    for (Thread worker : workers) {
      assertThat(worker.join(Duration.ofSeconds(30))).as("%s ended", worker).isTrue();
    }
    assertThatIllegalStateException()
        .isThrownBy(() -> pool.run((from, to, scratch) -> {}, 1, 1))
        .withMessage("The worker pool is closed");
    pool.close();
  }

  @Test
  void nonsenseIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new WorkerPool(0).close());
    try (WorkerPool pool = new WorkerPool(1)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> pool.run((from, to, scratch) -> {}, 1, 0));
    }
  }

  private static Region countInto(AtomicIntegerArray done) {
    return (from, to, scratch) -> {
      for (int i = from; i < to; i++) {
        done.incrementAndGet(i);
      }
    };
  }

  private static void assertAllAre(int expected, AtomicIntegerArray done) {
    for (int i = 0; i < done.length(); i++) {
      if (done.get(i) != expected) {
        throw new AssertionError("item %d was done %d times".formatted(i, done.get(i)));
      }
    }
  }
}
