package org.llamajvm.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.llamajvm.engine.batch.Batch;
import org.llamajvm.engine.cache.KvLayout;
import org.llamajvm.engine.cache.Sequence;
import org.llamajvm.engine.generate.Cancellation;
import org.llamajvm.engine.generate.FinishReason;
import org.llamajvm.engine.sampling.SamplingOptions;
import org.llamajvm.models.constraint.Constraint;

/** What a program may do with a scheduler: its queue, its end, what it refuses. */
class SchedulerTest extends SchedulerCase {

  @Test
  void aTextIsAPromptAsInGenerate() {
    GenerateOptions options = options(9).withLogprobs(1);
    int[] prompt = PROMPT.clone();
    GenerationRequest request =
        GenerationRequest.builder().prompt(prompt).options(options).key("me").build();
    prompt[0] = 1;
    Generation expected =
        model.generate(PROMPT, options, GenerationListener.NONE, new Cancellation());
    Answer answer = scheduler.submit(request);
    assertThat(answer.await().tokens()).isEqualTo(expected.tokens());
    assertThat(answer.await().logprobs()).isEqualTo(expected.logprobs());
    assertThat(answer.request().key()).isEqualTo("me");
    assertThat(answer.promptTokens()).isEqualTo(4);
    assertThat(answer.phase()).isEqualTo(Answer.Phase.DONE);
  }

  @Test
  void requestsThatFindTheQueueFullAreRefused() {
    holdAllPages();
    SchedulerOptions options = SchedulerOptions.defaults().withMaxRunning(1).withMaxWaiting(2);
    try (Scheduler small = model.newScheduler(options)) {
      List<Answer> answers = IntStream.range(0, 3).mapToObj(_ -> small.submit(request(3))).toList();
      assertThatExceptionOfType(QueueFullException.class)
          .isThrownBy(() -> small.submit(request(3)))
          .withMessage("1 requests run and 2 wait, as many as may; ask again later");
      answers.getFirst().cancel();
      assertThat(answers.getFirst().await().finishReason()).isEqualTo(FinishReason.CANCELLED);
      Answer late = small.submit(request(3));
      assertThat(small.status().totals().refused()).isEqualTo(1);
      holder.close();
      assertThat(late.await().tokens()).isEqualTo(alone(PROMPT, 3).tokens());
    }
  }

  @Test
  void aRequestThatWaitsKnowsItsPlaceAndIsCancelledAtOnce() throws Exception {
    holdAllPages();
    Answer first = scheduler.submit(request(PROMPT, 3, "a"));
    Answer second = scheduler.submit(request(PROMPT, 3, "a"));
    CompletableFuture<Integer> place = new CompletableFuture<>();
    CompletableFuture<Integer> laterPlace = new CompletableFuture<>();
    Answer other =
        scheduler.submit(
            request(PROMPT, 3, "b"),
            new GenerationListener() {
              @Override
              public void onText(String ignored) {}

              @Override
              public void onQueued(int ahead) {
                (place.isDone() ? laterPlace : place).complete(ahead);
              }
            });
    assertThat(place.get()).as("keys take turns").isEqualTo(1);
    assertThat(other.phase()).isEqualTo(Answer.Phase.QUEUED);
    second.cancel();
    second.cancel();
    assertThat(second.await().usage()).isEqualTo(new Generation.Usage(4, 0, 0, 0));
    first.cancel();
    assertThat(laterPlace.get()).isZero();
    SchedulerStatus status = scheduler.status();
    assertThat(status.waiting()).isEqualTo(1);
    assertThat(status.pages())
        .isEqualTo(new SchedulerStatus.Pages(PAGES, PAGES, 0, 0, PAGES * 128L));
    assertThat(status.answers()).extracting(SchedulerStatus.AnswerStatus::key).containsExactly("b");
    holder.close();
    assertThat(other.await().finishReason()).isEqualTo(FinishReason.LENGTH);
    assertThat(scheduler.status().totals().cancelled()).isEqualTo(2);
  }

  /** Who asks once does not wait for all requests of somebody who asks often. */
  @Test
  void keysTakeTurns() {
    holdAllPages();
    try (Scheduler one = model.newScheduler(SchedulerOptions.defaults().withMaxRunning(1))) {
      record Begun(String name, Answer answer, long submitted) {
        long at() {
          return submitted + answer.waited().toNanos();
        }
      }
      List<Begun> all = new ArrayList<>();
      for (String name : List.of("a1", "a2", "a3", "a4", "b1", "b2", "c1")) {
        Answer answer = one.submit(request(PROMPT, 40, name.substring(0, 1)));
        all.add(new Begun(name, answer, submitted(answer)));
      }
      holder.close();
      all.forEach(begun -> begun.answer().await());
      all.sort(Comparator.comparingLong(Begun::at));
      assertThat(all)
          .extracting(Begun::name)
          .containsExactly("a1", "b1", "c1", "a2", "b2", "a3", "a4");
    }
  }

  /** When an answer that still waits was submitted, by {@link System#nanoTime}. */
  private static long submitted(Answer waiting) {
    while (true) {
      long now = System.nanoTime();
      long waited = waiting.waited().toNanos();
      if (System.nanoTime() - now < 100_000) { // nothing came between the two
        return now - waited;
      }
    }
  }

  @Test
  void drainingLetsEverybodyEndAndTakesNobody() throws InterruptedException {
    List<Answer> answers =
        IntStream.range(0, 6).mapToObj(i -> scheduler.submit(request(20 + i))).toList();
    assertThat(scheduler.drain(Duration.ofSeconds(50))).isTrue();
    assertThatExceptionOfType(SchedulerClosedException.class)
        .isThrownBy(() -> scheduler.submit(request(1)))
        .withMessage("The scheduler takes no more requests");
    for (Answer answer : answers) {
      assertThat(answer.phase()).isEqualTo(Answer.Phase.DONE);
      assertThat(answer.await().finishReason()).isEqualTo(FinishReason.LENGTH);
    }
  }

  @Test
  void drainingTakesNoLongerThanItMay() throws InterruptedException {
    holdAllPages();
    Answer answer = scheduler.submit(request(5));
    assertThat(scheduler.drain(Duration.ofMillis(10))).isFalse();
    scheduler.close();
    scheduler.close();
    assertThat(answer.await().finishReason()).isEqualTo(FinishReason.CANCELLED);
  }

  @Test
  void closingTheSchedulerCancelsWhatItDoes() {
    List<Answer> answers =
        IntStream.range(0, 5).mapToObj(_ -> scheduler.submit(request(LONG))).toList();
    TextPiece first = answers.getFirst().iterator().next();
    scheduler.close();
    Generation begun = answers.getFirst().await();
    assertThat(begun.text()).startsWith(first.text());
    for (Answer answer : answers) {
      assertThat(answer.await().finishReason()).isEqualTo(FinishReason.CANCELLED);
    }
    assertThat(model.bound().pool().use().used()).isZero();
  }

  @Test
  void closingAModelEndsWhatItDoes() throws IOException {
    List<Integer> expected = alone(PROMPT, 400).tokens();
    LanguageModel closing = open("closing");
    Answer before = closing.submit(request(400));
    assertThat(before.await().tokens()).isEqualTo(expected);
    Scheduler other = closing.newScheduler(SchedulerOptions.defaults());
    Answer foreign = other.submit(request(400));
    Answer own = closing.submit(request(401), GenerationListener.NONE);
    TextPiece first = own.iterator().next();
    closing.close();
    assertThat(own.await().finishReason()).isEqualTo(FinishReason.CANCELLED);
    assertThat(own.await().text()).startsWith(first.text());
    assertThatIllegalStateException().isThrownBy(foreign::await).withMessageContaining("closed");
    assertThatIllegalStateException().isThrownBy(() -> closing.submit(request(1)));
    Answer late = other.submit(request(1));
    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(() -> late.future().get())
        .withCauseInstanceOf(IllegalStateException.class)
        .withMessageContaining("closed");
    assertThatIllegalStateException().isThrownBy(() -> late.forEach(_ -> {}));
    other.close();
  }

  @Test
  void whatCanNeverBeAnsweredIsRefused() {
    assertThat(scheduler.context()).isEqualTo(PAGES * KvLayout.PAGE);
    assertThatExceptionOfType(PromptTooLongException.class)
        .isThrownBy(() -> scheduler.submit(request(prompt(1025, 0), 1, "")))
        .satisfies(e -> assertThat(e.tokens()).isEqualTo(1025))
        .satisfies(e -> assertThat(e.context()).isEqualTo(1024));
    assertThatExceptionOfType(UnknownTokenException.class)
        .isThrownBy(() -> scheduler.submit(request(new int[] {101}, 1, "")));
    GenerationRequest constrained =
        GenerationRequest.builder()
            .prompt(new int[] {1_000_000})
            .constraint(Constraint.choice(List.of("a")))
            .build();
    assertThatExceptionOfType(UnknownTokenException.class)
        .isThrownBy(() -> scheduler.submit(constrained));
    GenerateOptions biased =
        options(1).withSampling(SamplingOptions.builder().logitBias(Map.of(101, 1f)).build());
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            scheduler.submit(GenerationRequest.builder().prompt(PROMPT).options(biased).build()))
        .withMessage("Logit bias for token 101, but the vocabulary has 101 tokens");
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            scheduler.submit(
                GenerationRequest.builder()
                    .prompt(PROMPT)
                    .options(options(1).withLogprobs(102))
                    .build()));
    assertThatIllegalStateException()
        .isThrownBy(GenerationRequest.builder()::build)
        .withMessage("A request needs a prompt or messages");
    assertThat(scheduler.status().totals().accepted()).isZero();
  }

  @Test
  void anAnswerEndsWhereTheContextEnds() {
    int[] prompt = prompt(1000, 3);
    Generation generation = scheduler.submit(request(prompt, 100, "")).await();
    assertThat(generation.finishReason()).isEqualTo(FinishReason.CONTEXT);
    assertThat(generation.tokens()).isEqualTo(alone(prompt, 100).tokens()).hasSize(25);
    Generation full = scheduler.submit(request(prompt(1024, 4), 100, "")).await();
    assertThat(full.tokens()).hasSize(1);
    Generation nothing = scheduler.submit(request(prompt(1024, 4), 0, "")).await();
    assertThat(nothing.tokens()).isEmpty();
    assertThat(nothing.finishReason()).isEqualTo(FinishReason.LENGTH);
  }

  /** Computes a step of its own, during which no other can begin. */
  private final class LongStep implements AutoCloseable {

    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch end = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);

    LongStep() {
      Thread.ofPlatform().start(this::compute);
      SchedulerCase.await(begun);
    }

    private void compute() {
      try (Sequence sequence = model.bound().newSequence(1)) {
        Batch batch = new Batch();
        batch.addGenerated(sequence, PROMPT, 0);
        model
            .bound()
            .step(
                batch,
                (_, _, _, _) -> {
                  begun.countDown();
                  SchedulerCase.await(end);
                });
      }
      ended.countDown();
    }

    @Override
    public void close() {
      end.countDown();
      SchedulerCase.await(ended);
    }
  }

  @Test
  void aPromptThatIsBeingProcessedIsCancelledAfterTheStep() throws Exception {
    Answer answer;
    CompletableFuture<Void> begun = new CompletableFuture<>();
    try (LongStep step = new LongStep()) {
      assertThat(step.ended.getCount()).isPositive();
      answer =
          scheduler.submit(
              request(PROMPT, 700, "k"),
              new GenerationListener() {
                @Override
                public void onText(String ignored) {}

                @Override
                public void onPrompt(int done, int total) {
                  begun.complete(null);
                }
              });
      begun.get();
      assertThat(answer.phase()).isEqualTo(Answer.Phase.PREFILL);
      SchedulerStatus status = scheduler.status();
      assertThat(status.running()).isEqualTo(1);
      assertThat(status.pages().used() + status.pages().reserved()).isBetween(7L, 8L);
      SchedulerStatus.AnswerStatus running = status.answers().getFirst();
      assertThat(running.id()).isEqualTo(answer.id());
      assertThat(running.key()).isEqualTo("k");
      assertThat(running.promptTokens()).isEqualTo(4);
      assertThat(running.processedTokens()).isZero();
      assertThat(running.generatedTokens()).isZero();
      assertThat(running.age()).isGreaterThan(answer.waited());
      answer.cancel();
      assertThat(answer.phase()).isEqualTo(Answer.Phase.PREFILL);
    }
    assertThat(answer.await().finishReason()).isEqualTo(FinishReason.CANCELLED);
    assertThat(scheduler.status().answers()).isEmpty();
    assertThat(scheduler.status().pages().reserved()).isZero();
    assertThat(scheduler.status().pages().used()).isZero();
  }
}
