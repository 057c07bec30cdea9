package org.llamajvm.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.llamajvm.engine.generate.FinishReason;

/** The ways to read an answer of a scheduler. */
class AnswerReadersTest extends SchedulerCase {

  @Test
  void theListenerHearsEverythingOnAThreadOfItsOwn() {
    List<String> calls = Collections.synchronizedList(new ArrayList<>());
    List<Thread> threads = Collections.synchronizedList(new ArrayList<>());
    int[] prompt = prompt(200, 1);
    GenerationListener listener =
        new GenerationListener() {
          @Override
          public void onPrompt(int done, int total) {
            threads.add(Thread.currentThread());
            assertThat(total).isEqualTo(200);
            assertThat(done).isBetween(0, 200);
          }

          @Override
          public void onText(String text) {
            threads.add(Thread.currentThread());
            calls.add(text);
          }

          @Override
          public void onComplete(Generation generation) {
            calls.add("." + generation.text());
          }
        };
    Generation generation = scheduler.submit(request(prompt, 20, ""), listener).await();
    assertThat(calls.getLast()).isEqualTo("." + generation.text());
    assertThat(String.join("", calls.subList(0, calls.size() - 1))).isEqualTo(generation.text());
    assertThat(threads).isNotEmpty().containsOnly(threads.getFirst());
    assertThat(threads.getFirst().isVirtual()).isTrue();
  }

  @Test
  void anInterruptionCancelsTheAnswerThatAThreadWaitsFor() throws Exception {
    holdAllPages();
    Answer answer = scheduler.submit(request(5));
    CompletableFuture<FinishReason> reason = new CompletableFuture<>();
    Thread waiting =
        Thread.ofVirtual()
            .start(() -> {
              Generation generation = answer.await();
              assertThat(Thread.currentThread().isInterrupted()).isTrue();
              reason.complete(generation.finishReason());
            });
    waiting.interrupt();
    assertThat(reason.get()).isEqualTo(FinishReason.CANCELLED);
  }

  @Test
  void anInterruptionEndsAnIteration() throws Exception {
    holdAllPages();
    Answer answer = scheduler.submit(request(5));
    CompletableFuture<Boolean> more = new CompletableFuture<>();
    Thread reading = Thread.ofVirtual().start(() -> more.complete(answer.iterator().hasNext()));
    reading.interrupt();
    assertThat(more.get()).isFalse();
    assertThat(answer.await().finishReason()).isEqualTo(FinishReason.CANCELLED);
  }

  @Test
  void aStreamThatIsClosedCancelsItsAnswer() {
    List<Integer> whole = alone(PROMPT, LONG).tokens();
    Answer answer = scheduler.submit(request(LONG));
    try (var pieces = answer.stream()) {
      assertThat(pieces.limit(3).toList()).hasSize(3);
    }
    Generation generation = answer.await();
    assertThat(generation.finishReason()).isEqualTo(FinishReason.CANCELLED);
    assertThat(generation.tokens()).isEqualTo(whole.subList(0, generation.tokens().size()));
  }

  @Test
  void aSlowListenerDelaysNobodyElse() throws Exception {
    CountDownLatch read = new CountDownLatch(1);
    AtomicReference<Generation> heard = new AtomicReference<>();
    StringBuilder text = new StringBuilder();
    Answer slow =
        scheduler.submit(
            request(50),
            new GenerationListener() {
              @Override
              public void onText(String piece) {
                await(read);
                text.append(piece);
              }

              @Override
              public void onComplete(Generation generation) {
                heard.set(generation);
              }
            });
    for (int i = 0; i < 5; i++) {
      assertThat(scheduler.submit(request(60)).await().tokens()).hasSize(60);
    }
    assertThat(scheduler.drain(Duration.ofSeconds(50))).as("nobody runs or waits").isTrue();
    assertThat(slow.future()).isNotDone();
    assertThat(heard.get()).isNull();
    read.countDown();
    assertThat(slow.await()).isEqualTo(heard.get());
    assertThat(text).hasToString(heard.get().text());
  }

  @Test
  void aListenerThatThrowsCancelsItsAnswerOnly() {
    List<Integer> expected = alone(PROMPT, 100).tokens();
    Answer other = scheduler.submit(request(100));
    Answer answer =
        scheduler.submit(
            request(LONG),
            new GenerationListener() {
              @Override
              public void onText(String text) {
                throw new UnsupportedOperationException("no " + LONG);
              }
            });
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(answer::await)
        .withMessage("no " + LONG);
    assertThat(other.await().tokens()).isEqualTo(expected);
    assertThat(scheduler.status().totals().failed()).isZero();
  }

  @Test
  void aFutureThatIsCancelledCancelsItsAnswer() throws Exception {
    Answer answer = scheduler.submit(request(LONG));
    CompletableFuture<Generation> other = answer.future();
    assertThat(answer.future().cancel(false)).isTrue();
    assertThat(other.get().finishReason()).isEqualTo(FinishReason.CANCELLED);
    assertThat(answer.future().get()).isEqualTo(other.get());
  }

  /** Asks for one piece after the other, and keeps them. */
  private static final class Subscriber implements Flow.Subscriber<TextPiece> {

    final List<TextPiece> pieces = Collections.synchronizedList(new ArrayList<>());
    final CompletableFuture<Void> end = new CompletableFuture<>();
    final CompletableFuture<Flow.Subscription> subscription = new CompletableFuture<>();
    final int limit;

    Subscriber(int limit) {
      this.limit = limit;
    }

    @Override
    public void onSubscribe(Flow.Subscription value) {
      subscription.complete(value);
      value.request(1);
    }

    @Override
    public void onNext(TextPiece piece) {
      pieces.add(piece);
      if (pieces.size() < limit) {
        subscription.join().request(1);
      }
    }

    @Override
    public void onError(Throwable failure) {
      end.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
      end.complete(null);
    }
  }

  @Test
  void subscribersGetAsMuchAsTheyAskFor() throws Exception {
    Answer answer = scheduler.submit(request(30));
    Subscriber all = new Subscriber(Integer.MAX_VALUE);
    Subscriber few = new Subscriber(3);
    answer.publisher().subscribe(all);
    answer.publisher().subscribe(few);
    all.end.get();
    assertThat(all.pieces).isEqualTo(answer.stream().toList());
    Answer next = scheduler.submit(request(LONG));
    Subscriber leaving = new Subscriber(Integer.MAX_VALUE);
    next.publisher().subscribe(leaving);
    next.iterator().next();
    leaving.subscription.get().cancel();
    assertThat(next.await().finishReason()).isEqualTo(FinishReason.CANCELLED);
    assertThat(few.pieces).hasSizeLessThanOrEqualTo(3);
    few.subscription.get().request(0);
    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(few.end::get)
        .withCauseInstanceOf(IllegalArgumentException.class);
  }
}
